package io.dunlin.cluster.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The operations of REST that are built, as {@code contract-endpoints.txt} has them. */
final class Operations {
  private static final Path LIST =
      Path.of("../http-api/src/test/resources/io/dunlin/http/route/contract-endpoints.txt");
  private static final String BUILT = "built ";

  private final List<Operation> built;

  private Operations(List<Operation> built) {
    this.built = built;
  }

  /**
   * A method and a path.
   *
   * @param name as the contract has it, with names in braces for what varies
   */
  private record Operation(String name, Pattern request) {
    static Operation of(String name) {
      return new Operation(
          name, Pattern.compile(name.replaceAll("\\{[a-z_]+}", "[^/]+") + "/?(\\?.*)?"));
    }
  }

  static Operations read() throws IOException {
    return new Operations(
        Files.readAllLines(LIST).stream()
            .filter(line -> line.startsWith(BUILT))
            .map(line -> Operation.of(line.substring(BUILT.length())))
            .toList());
  }

  List<String> names() {
    return built.stream().map(Operation::name).sorted().toList();
  }

  /** The operation that a request is for; of several the one that leaves the least open. */
  Optional<String> of(Exchange exchange) {
    String request = exchange.method() + " " + exchange.target().replaceAll("/{2,}", "/");
    return built.stream()
        .filter(operation -> operation.request().matcher(request).matches())
        .map(Operation::name)
        .min(Comparator.comparingLong(name -> name.chars().filter(c -> c == '{').count()));
  }
}
