package io.dunlin.http.route;

import io.dunlin.http.error.RequestException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All operations, and the search for the one that a request means. */
final class RouteTable {
  /** An operation, and the values of its path's parameters. */
  record Match(Operation operation, Map<String, String> parameters) {}

  /** By number of segments; those with fewer parameters first. */
  private final Map<Integer, List<Operation>> operations;

  private RouteTable(Map<Integer, List<Operation>> operations) {
    this.operations = operations;
  }

  /**
   * The operation that is meant.
   *
   * @throws RequestException when no operation has this path, or none has it with this method
   */
  Match find(String method, List<String> segments, String path) {
    boolean known = false;
    for (Operation operation : operations.getOrDefault(segments.size(), List.of())) {
      if (operation.matches(segments)) {
        if (operation.method().equals(method)) {
          return new Match(operation, operation.values(segments));
        }
        known = true;
      }
    }
    throw known ? RequestException.unknownMethod(method, path) : RequestException.unknownPath(path);
  }

  /** All of them. */
  Stream<Operation> operations() {
    return operations.values().stream().flatMap(List::stream);
  }

  /** Collects the operations. */
  static final class Builder {
    private final List<Operation> operations = new ArrayList<>();

    Builder get(String path, Handler handler) {
      return add("GET", path, handler);
    }

    Builder post(String path, Handler handler) {
      return add("POST", path, handler);
    }

    Builder put(String path, Handler handler) {
      return add("PUT", path, handler);
    }

    Builder patch(String path, Handler handler) {
      return add("PATCH", path, handler);
    }

    Builder delete(String path, Handler handler) {
      return add("DELETE", path, handler);
    }

    Builder add(String method, String path, Handler handler) {
      operations.add(Operation.of(method, path, handler));
      return this;
    }

    /** Those that were added so far. */
    Set<String> endpoints() {
      return operations.stream().map(Operation::endpoint).collect(Collectors.toSet());
    }

    RouteTable build() {
      return new RouteTable(
          operations.stream()
              .sorted(Comparator.comparingInt(Operation::parameters))
              .collect(Collectors.groupingBy(operation -> operation.segments().size())));
    }
  }
}
