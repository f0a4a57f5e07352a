package io.dunlin.cluster.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed after {@code dunlin cluster}.
 *
 * @param node any one
 */
public record ClusterCommandLine(ClusterCommand command, NodeOptions node) {
  /** How many words follow a command, and which. */
  private record Form(int least, int most, String words) {}

  private static final Map<String, Form> FORMS =
      Map.ofEntries(
          Map.entry("status", new Form(0, 0, "")),
          Map.entry("shards", new Form(0, 1, " [COLLECTION]")),
          Map.entry("drain", new Form(1, 1, " PEER")),
          Map.entry("undrain", new Form(1, 1, " PEER")),
          Map.entry("remove", new Form(1, 1, " PEER [--force]")),
          Map.entry("move", new Form(4, 4, " COLLECTION SHARD FROM TO")),
          Map.entry("replicate", new Form(3, 3, " COLLECTION SHARD TO")),
          Map.entry("drop", new Form(3, 3, " COLLECTION SHARD PEER")),
          Map.entry("abort", new Form(2, 2, " COLLECTION SHARD")),
          Map.entry("optimize", new Form(1, 1, " COLLECTION")),
          Map.entry("flush", new Form(1, 1, " COLLECTION")),
          Map.entry("warm", new Form(1, 1, " COLLECTION")),
          Map.entry("release", new Form(1, 1, " COLLECTION")),
          Map.entry("load", new Form(1, 1, " COLLECTION")));

  /**
   * @param environment may hold the API key
   * @throws UsageException naming everything that is wrong
   */
  public static ClusterCommandLine parse(List<String> arguments, Map<String, String> environment)
      throws UsageException {
    return new Parser(arguments, environment).parse();
  }

  private static final class Parser {
    private final Words typed;
    private final Deque<String> words = new ArrayDeque<>();
    private NodeOptions node;
    private boolean force;

    Parser(List<String> arguments, Map<String, String> environment) {
      typed = new Words(arguments);
      node = NodeOptions.defaults(environment);
    }

    ClusterCommandLine parse() throws UsageException {
      while (typed.more()) {
        String word = typed.next();
        switch (word) {
          case "--url", "--api-key" -> node = node.with(word, typed);
          case "--force" -> force = true;
          case String option when option.startsWith("-") ->
              typed.problem(
                  "there is no option "
                      + option
                      + " of cluster; there are --url, --api-key and --force");
          default -> words.add(word);
        }
      }
      String name = words.isEmpty() ? "" : words.remove();
      Optional<ClusterCommand> command = command(name);
      if (force && !name.equals("remove")) {
        typed.problem("--force belongs to cluster remove");
      }
      typed.check();
      return new ClusterCommandLine(command.orElseThrow(), node);
    }

    private Optional<ClusterCommand> command(String name) {
      Form form = FORMS.get(name);
      if (form == null) {
        typed.problem(
            (name.isEmpty() ? "cluster needs a command" : "there is no command cluster " + name)
                + "; there are status, shards, drain, undrain, remove, move, replicate, drop,"
                + " abort, optimize, flush, warm, release and load");
        return Optional.empty();
      }
      if (words.size() < form.least() || words.size() > form.most()) {
        typed.problem("dunlin cluster " + name + form.words() + " is how it is used");
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
        case "optimize" -> new ClusterCommand.Optimize(words.remove());
        case "flush" -> new ClusterCommand.Flush(words.remove());
        case "warm" -> new ClusterCommand.Warm(words.remove());
        case "release" -> new ClusterCommand.Release(words.remove());
        case "load" -> new ClusterCommand.Load(words.remove());
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
      typed.problem("expected " + expected + ", found " + word);
      return 0;
    }
  }
}
