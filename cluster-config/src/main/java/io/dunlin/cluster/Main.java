package io.dunlin.cluster;

import com.typesafe.config.Config;
import io.dunlin.cluster.admin.ClusterCli;
import io.dunlin.cluster.boot.DirectoryInUseException;
import io.dunlin.cluster.boot.Logging;
import io.dunlin.cluster.cli.ClusterCommandLine;
import io.dunlin.cluster.cli.CommandLine;
import io.dunlin.cluster.cli.CommandLine.Command;
import io.dunlin.cluster.cli.SchemaCommandLine;
import io.dunlin.cluster.cli.UsageException;
import io.dunlin.cluster.demo.Demo;
import io.dunlin.cluster.local.LocalCluster;
import io.dunlin.cluster.schema.SchemaCli;
import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.cluster.settings.InvalidSettingsException;
import io.dunlin.cluster.settings.SettingsReader;
import io.dunlin.cluster.settings.SettingsSources;
import io.dunlin.cluster.settings.ThisBuild;
import io.dunlin.http.access.AccessSettings;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program behind {@code bin/dunlin}. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int DIRECTORY_IN_USE = 3;

  private static final int DEMO_POINTS = 100_000;
  private static final int DEMO_QUERIES = 1_000;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.exit(run(List.of(arguments)));
  }

  /** Returns the exit code. */
  private static int run(List<String> arguments) throws InterruptedException {
    try {
      if (!arguments.isEmpty() && arguments.getFirst().equals("cluster")) {
        return cluster(arguments.subList(1, arguments.size()));
      }
      if (!arguments.isEmpty() && arguments.getFirst().equals("schema")) {
        return schema(arguments.subList(1, arguments.size()));
      }
      CommandLine line = CommandLine.parse(arguments);
      return switch (line.command()) {
        case HELP -> print(help());
        case VERSION -> print("dunlin " + ThisBuild.info().version() + "\n");
        case MIGRATE -> migrate(line);
        case LOCAL_CLUSTER -> localCluster(line);
        case NODE, DEMO, DEMO_ONCE -> run(line);
      };
    } catch (UsageException | InvalidSettingsException e) {
      return complain(e, WRONG_USAGE);
    } catch (DirectoryInUseException e) {
      return complain(e, DIRECTORY_IN_USE);
    } catch (NodeFailedException e) {
      LOG.debug("The node did not start", e);
      return complain(e, FAILED);
    } catch (IOException e) {
      System.err.println("dunlin: " + e);
      return FAILED;
    }
  }

  private static int cluster(List<String> arguments)
      throws UsageException, IOException, InterruptedException {
    if (arguments.contains("--help")) {
      return print(help());
    }
    ClusterCommandLine line = ClusterCommandLine.parse(arguments, System.getenv());
    try {
      ClusterCli.run(line, System.out);
      return 0;
    } catch (IOException e) {
      System.err.println("dunlin: " + e.getMessage());
      return FAILED;
    }
  }

  private static int schema(List<String> arguments)
      throws UsageException, IOException, InterruptedException {
    if (arguments.contains("--help")) {
      return print(help());
    }
    SchemaCommandLine line = SchemaCommandLine.parse(arguments, System.getenv());
    try {
      return SchemaCli.run(line, System.out) ? 0 : FAILED;
    } catch (IOException e) {
      System.err.println("dunlin: " + e.getMessage());
      return FAILED;
    }
  }

  private static int migrate(CommandLine line)
      throws InvalidSettingsException, NodeFailedException {
    Migration.run(settings(line), System.out);
    return 0;
  }

  private static int localCluster(CommandLine line)
      throws InvalidSettingsException, IOException, InterruptedException {
    DunlinSettings settings = settings(line);
    Config config = settings.config();
    LocalCluster.Plan plan =
        new LocalCluster.Plan(
            Path.of(System.getProperty("dunlin.home", ".")),
            settings.dataDirectory(),
            line.nodes(),
            settings.api().rest().address().port(),
            settings.api().grpcAddress().port(),
            config.getInt("dunlin.management.port"),
            config.getInt("dunlin.cluster.port"));
    LocalCluster cluster =
        LocalCluster.start(
            plan,
            contactPoint ->
                Migration.run(
                    settings.at(contactPoint), new PrintStream(OutputStream.nullOutputStream())),
            System.out);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop"));
    System.out.println("All nodes are ready; Ctrl-C stops them.");
    cluster.awaitEnd();
    return 0;
  }

  private static DunlinSettings settings(CommandLine line) throws InvalidSettingsException {
    DunlinSettings settings =
        SettingsReader.read(
            new SettingsSources(
                line.options(), System.getenv(), line.file(), line.commandDefaults()));
    Logging.level(settings.logLevel());
    return settings;
  }

  private static int run(CommandLine line)
      throws InvalidSettingsException,
          DirectoryInUseException,
          NodeFailedException,
          IOException,
          InterruptedException {
    DunlinSettings settings = settings(line);
    List<String> ignored = SettingsReader.ignoredVariables(System.getenv());
    if (!ignored.isEmpty()) {
      LOG.warn("These variables have no effect here: {}", String.join(", ", ignored));
    }
    try (Node node = Node.start(settings)) {
      SignalStop stop = SignalStop.install(node);
      int exitCode = serve(node, line.command(), stop);
      stop.uninstall();
      return exitCode;
    }
  }

  private static int serve(Node node, Command command, SignalStop stop)
      throws IOException, InterruptedException {
    System.out.println(ready(node));
    try {
      if (command != Command.NODE) {
        demo(node);
      }
    } catch (IOException e) {
      if (!stop.underway()) {
        throw e;
      }
    }
    if (command == Command.DEMO_ONCE) {
      return 0;
    }
    if (command == Command.DEMO && !stop.underway()) {
      System.out.println("The node goes on running; Ctrl-C stops it.");
    }
    node.awaitEnd();
    if (stop.underway()) {
      return 0;
    }
    System.err.println("dunlin: the node stopped by itself; its log says why");
    return FAILED;
  }

  private static void demo(Node node) throws IOException, InterruptedException {
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    URI address = URI.create("http://" + address(node.http()));
    AccessSettings keys = node.settings().api().access();
    new Demo(address, DEMO_POINTS, DEMO_QUERIES, System.out, terminal)
        .with(keys.apiKey().or(keys::altApiKey))
        .run();
  }

  /** Scripts read the ports from this line. */
  private static String ready(Node node) {
    return "Dunlin %s is ready: REST http://%s  gRPC %s  data %s"
        .formatted(
            ThisBuild.info().version(),
            address(node.http()),
            address(node.grpc()),
            node.settings().dataDirectory());
  }

  private static String address(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static String help() throws IOException {
    try (InputStream in = CommandLine.class.getResourceAsStream("help.txt")) {
      if (in == null) {
        throw new IOException("the help text is not packed with this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int print(String text) {
    System.out.print(text);
    return 0;
  }

  private static int complain(Exception problem, int exitCode) {
    System.err.println(problem.getMessage());
    return exitCode;
  }
}
