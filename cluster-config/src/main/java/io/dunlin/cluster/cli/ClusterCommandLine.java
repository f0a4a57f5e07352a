package io.dunlin.cluster.cli;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed after {@code dunlin cluster}.
 *
 * @param url of any node's REST API
 */
public record ClusterCommandLine(ClusterCommand command, URI url, Optional<String> apiKey) {
  private static final String URL = "http://localhost:6333";
  private static final String API_KEY_VARIABLE = "DUNLIN_API_KEY";

  /** How many words follow a command, and which. */
  private record Form(int least, int most, String words) {}

  private static final Map<String, Form> FORMS =
      Map.of(
          "status", new Form(0, 0, ""),
          "shards", new Form(0, 1, " [COLLECTION]"),
          "drain", new Form(1, 1, " PEER"),
          "undrain", new Form(1, 1, " PEER"),
          "remove", new Form(1, 1, " PEER [--force]"),
          "move", new Form(4, 4, " COLLECTION SHARD FROM TO"),
          "replicate", new Form(3, 3, " COLLECTION SHARD TO"),
          "drop", new Form(3, 3, " COLLECTION SHARD PEER"),
          "abort", new Form(2, 2, " COLLECTION SHARD"));

  /**
   * @param environment may hold the API key
   * @throws UsageException naming everything that is wrong
   */
  public static ClusterCommandLine parse(List<String> arguments, Map<String, String> environment)
      throws UsageException {
    return new Parser(arguments, environment).parse();
  }

  private static final class Parser {
    private final Deque<String> rest;
    private final Deque<String> words = new ArrayDeque<>();
    private final List<String> problems = new ArrayList<>();
    private URI url = URI.create(URL);
    private Optional<String> apiKey;
    private boolean force;

    Parser(List<String> arguments, Map<String, String> environment) {
      rest = new ArrayDeque<>();
      for (String argument : arguments) {
        int equals = argument.indexOf('=');
        if (argument.startsWith("--") && equals > 0) {
          rest.add(argument.substring(0, equals));
          rest.add(argument.substring(equals + 1));
        } else {
          rest.add(argument);
        }
      }
      apiKey = Optional.ofNullable(environment.get(API_KEY_VARIABLE));
    }

    ClusterCommandLine parse() throws UsageException {
      while (!rest.isEmpty()) {
        String word = rest.remove();
        switch (word) {
          case "--url" -> value(word).ifPresent(this::url);
          case "--api-key" -> value(word).ifPresent(key -> apiKey = Optional.of(key));
          case "--force" -> force = true;
          case String option when option.startsWith("-") ->
              problems.add(
                  "there is no option "
                      + option
                      + " of cluster; there are --url, --api-key and --force");
          default -> words.add(word);
        }
      }
      String name = words.isEmpty() ? "" : words.remove();
      Optional<ClusterCommand> command = command(name);
      if (force && !name.equals("remove")) {
        problems.add("--force belongs to cluster remove");
      }
      if (!problems.isEmpty() || command.isEmpty()) {
        throw new UsageException(problems);
      }
      return new ClusterCommandLine(command.get(), url, apiKey);
    }

    private Optional<ClusterCommand> command(String name) {
      Form form = FORMS.get(name);
      if (form == null) {
        problems.add(
            (name.isEmpty() ? "cluster needs a command" : "there is no command cluster " + name)
                + "; there are status, shards, drain, undrain, remove, move, replicate, drop and"
                + " abort");
        return Optional.empty();
      }
      if (words.size() < form.least() || words.size() > form.most()) {
        problems.add("dunlin cluster " + name + form.words() + " is how it is used");
        return Optional.empty();
      }
      return Optional.of(build(name));
    }

    private ClusterCommand build(String name) {
      return switch (name) {
        case "shards" -> new ClusterCommand.Shards(Optional.ofNullable(words.poll()));
        case "drain" -> new ClusterCommand.Drain(peer());
        case "undrain" -> new ClusterCommand.Undrain(peer());
        case "remove" -> new ClusterCommand.Remove(peer(), force);
        case "move" -> new ClusterCommand.Move(words.remove(), shard(), peer(), peer());
        case "replicate" -> new ClusterCommand.Replicate(words.remove(), shard(), peer());
        case "drop" -> new ClusterCommand.Drop(words.remove(), shard(), peer());
        case "abort" -> new ClusterCommand.Abort(words.remove(), shard());
        default -> new ClusterCommand.Status();
      };
    }

    private int shard() {
      return (int) number("a shard's number, as cluster shards shows it", Integer.MAX_VALUE);
    }

    private long peer() {
      return number("a peer's number, as cluster status shows it", Long.MAX_VALUE);
    }

    private long number(String expected, long most) {
      String word = words.remove();
      try {
        long number = Long.parseLong(word);
        if (number >= 0 && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // told below like a number out of range
      }
      problems.add("expected " + expected + ", found " + word);
      return 0;
    }

    private void url(String text) {
      try {
        url = URI.create(text);
      } catch (IllegalArgumentException e) {
        url = URI.create("");
      }
      if (url.getHost() == null || !url.getScheme().matches("https?")) {
        problems.add("--url is such as " + URL + ", found " + text);
      }
    }

    private Optional<String> value(String option) {
      String value = rest.peek();
      if (value == null || value.startsWith("--")) {
        problems.add(option + " needs a value");
        return Optional.empty();
      }
      return Optional.of(rest.remove());
    }
  }
}
