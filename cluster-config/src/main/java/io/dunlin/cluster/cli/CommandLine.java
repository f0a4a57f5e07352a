package io.dunlin.cluster.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed.
 *
 * @param options settings by key
 * @param file the settings file, if one was named
 * @param nodes of a local cluster
 */
public record CommandLine(
    Command command, Map<String, String> options, Optional<Path> file, int nodes) {
  private static final int NODES = 3;
  private static final int MOST_NODES = 9;

  /** What to do. */
  public enum Command {
    NODE,
    DEMO,
    /** The demo, ending with its report. */
    DEMO_ONCE,
    /** Makes a cluster's tables in Cassandra. */
    MIGRATE,
    /** A Cassandra and several nodes on this machine. */
    LOCAL_CLUSTER,
    HELP,
    VERSION
  }

  /** Options that are settings, with their keys. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "--profile", "dunlin.profile",
          "--data-dir", "dunlin.data-dir",
          "--http-port", "dunlin.http.port",
          "--grpc-port", "dunlin.grpc.port");

  /** Settings that the command would rather have than the usual default. */
  public Map<String, String> commandDefaults() {
    return switch (command) {
      case DEMO, DEMO_ONCE -> Map.of("dunlin.data-dir", "data/demo");
      case MIGRATE -> Map.of("dunlin.profile", "cluster");
      case LOCAL_CLUSTER ->
          Map.of("dunlin.profile", "cluster", "dunlin.data-dir", "data/local-cluster");
      case NODE, HELP, VERSION -> Map.of();
    };
  }

  /**
   * @throws UsageException naming everything that is wrong
   */
  public static CommandLine parse(List<String> arguments) throws UsageException {
    return new Parser(arguments).parse();
  }

  /** Takes arguments one by one; {@code --name value} and {@code --name=value} are the same. */
  private static final class Parser {
    private final Words typed;
    private final Map<String, String> options = new HashMap<>();
    private Optional<Path> file = Optional.empty();
    private Command command = Command.NODE;
    private boolean once;
    private int nodes = NODES;

    Parser(List<String> arguments) {
      typed = new Words(arguments);
    }

    CommandLine parse() throws UsageException {
      while (typed.more()) {
        take(typed.next());
      }
      if (once && command != Command.DEMO) {
        typed.problem("--once belongs to the command demo");
      }
      if (command != Command.HELP) {
        typed.check();
      }
      Command chosen = once && command == Command.DEMO ? Command.DEMO_ONCE : command;
      return new CommandLine(chosen, Map.copyOf(options), file, nodes);
    }

    private void take(String word) {
      switch (word) {
        case "demo" -> command = Command.DEMO;
        case "migrate" -> command = Command.MIGRATE;
        case "local-cluster" -> command = Command.LOCAL_CLUSTER;
        case "--help", "-h", "help" -> command = Command.HELP;
        case "--version", "-V", "version" -> command = Command.VERSION;
        case "--once" -> once = true;
        case "--nodes" -> typed.value(word).ifPresent(this::nodes);
        case "--config" ->
            typed.value(word).map(Path::of).ifPresent(path -> file = Optional.of(path));
        case "--snapshot" -> typed.value(word).ifPresent(this::snapshot);
        case String option when SETTINGS.containsKey(option) ->
            typed.value(option).ifPresent(value -> options.put(SETTINGS.get(option), value));
        case String option when option.startsWith("-") ->
            typed.problem(
                "there is no option "
                    + option
                    + "; there are --profile, --data-dir, --http-port, --grpc-port, --config, --snapshot, --nodes, --once, --help,"
                    + " --version");
        default ->
            typed.problem(
                "there is no command "
                    + word
                    + "; there are demo, local-cluster, migrate and, first of all words, cluster and schema");
      }
    }

    /** May stand several times. */
    private void snapshot(String file) {
      options.merge("dunlin.snapshots.restore", file, (before, more) -> before + "," + more);
    }

    private void nodes(String value) {
      try {
        nodes = Integer.parseInt(value);
      } catch (NumberFormatException e) {
        nodes = 0;
      }
      if (nodes < 1 || nodes > MOST_NODES) {
        typed.problem("--nodes is a number from 1 to " + MOST_NODES + ", found " + value);
      }
    }
  }
}
