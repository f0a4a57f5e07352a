package io.dunlin.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.cluster.cli.CommandLine.Command;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void optionsAreSettings() throws Exception {
    CommandLine line =
        CommandLine.parse(
            List.of("--data-dir", "d", "--http-port=0", "--grpc-port", "1", "--config", "c.conf"));

    assertThat(line.command()).isEqualTo(Command.NODE);
    assertThat(line.options())
        .containsEntry("dunlin.data-dir", "d")
        .containsEntry("dunlin.http.port", "0")
        .containsEntry("dunlin.grpc.port", "1")
        .hasSize(3);
    assertThat(line.file()).contains(Path.of("c.conf"));
  }

  @Test
  void commands() throws Exception {
    assertThat(CommandLine.parse(List.of()).command()).isEqualTo(Command.NODE);
    assertThat(CommandLine.parse(List.of("demo")).command()).isEqualTo(Command.DEMO);
    assertThat(CommandLine.parse(List.of("demo", "--once")).command()).isEqualTo(Command.DEMO_ONCE);
    CommandLine local = CommandLine.parse(List.of("local-cluster", "--nodes", "5"));
    assertThat(local.command()).isEqualTo(Command.LOCAL_CLUSTER);
    assertThat(local.nodes()).isEqualTo(5);
    assertThat(CommandLine.parse(List.of("local-cluster")).nodes()).isEqualTo(3);
    assertThatThrownBy(() -> CommandLine.parse(List.of("local-cluster", "--nodes=none")))
        .hasMessageContaining("--nodes is a number from 1 to 9, found none");
    CommandLine migrate = CommandLine.parse(List.of("migrate"));
    assertThat(migrate.command()).isEqualTo(Command.MIGRATE);
    assertThat(migrate.commandDefaults()).containsEntry("dunlin.profile", "cluster");
    assertThat(CommandLine.parse(List.of("--version")).command()).isEqualTo(Command.VERSION);
    assertThat(CommandLine.parse(List.of("demo", "--help", "--wrong")).command())
        .isEqualTo(Command.HELP);
  }

  @Test
  void theDemoHasADirectoryOfItsOwn() throws Exception {
    assertThat(CommandLine.parse(List.of("demo")).commandDefaults())
        .containsEntry("dunlin.data-dir", "data/demo");
    assertThat(CommandLine.parse(List.of()).commandDefaults()).isEmpty();
  }

  @Test
  void whatIsWrongIsToldWithWhatThereIs() {
    assertThatThrownBy(() -> CommandLine.parse(List.of("--prot", "run", "--once", "--http-port")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no option --prot")
        .hasMessageContaining("--grpc-port")
        .hasMessageContaining(
            "no command run; there are demo, local-cluster, migrate and, first of all words, cluster and schema")
        .hasMessageContaining("--once belongs to")
        .hasMessageContaining("--http-port needs a value");
  }
}
