package io.dunlin.cluster.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was typed after {@code dunlin schema}.
 *
 * @param apply whether what is to be done is done, or only told
 * @param file says what collections should be like
 */
public record SchemaCommandLine(boolean apply, Path file, NodeOptions node) {
  /**
   * @param environment may hold the API key
   * @throws UsageException naming everything that is wrong
   */
  public static SchemaCommandLine parse(List<String> arguments, Map<String, String> environment)
      throws UsageException {
    Words typed = new Words(arguments);
    NodeOptions node = NodeOptions.defaults(environment);
    List<String> words = new ArrayList<>();
    while (typed.more()) {
      String word = typed.next();
      switch (word) {
        case "--url", "--api-key" -> node = node.with(word, typed);
        case String option when option.startsWith("-") ->
            typed.problem(
                "there is no option " + option + " of schema; there are --url and --api-key");
        default -> words.add(word);
      }
    }
    String command = words.isEmpty() ? "" : words.getFirst();
    if (words.size() != 2 || !(command.equals("plan") || command.equals("apply"))) {
      typed.problem("dunlin schema plan FILE, or apply FILE, is how it is used");
    }
    typed.check();
    return new SchemaCommandLine(command.equals("apply"), Path.of(words.getLast()), node);
  }
}
