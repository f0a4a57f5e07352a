package io.dunlin.cluster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterCommandLineTest {
  private static ClusterCommandLine parse(String words) throws UsageException {
    return ClusterCommandLine.parse(List.of(words.split(" ")), Map.of());
  }

  @Test
  void commands() throws Exception {
    assertThat(parse("status").command()).isEqualTo(new ClusterCommand.Status());
    assertThat(parse("shards").command()).isEqualTo(new ClusterCommand.Shards(Optional.empty()));
    assertThat(parse("shards birds").command())
        .isEqualTo(new ClusterCommand.Shards(Optional.of("birds")));
    assertThat(parse("drain 12").command()).isEqualTo(new ClusterCommand.Drain(12));
    assertThat(parse("undrain 12").command()).isEqualTo(new ClusterCommand.Undrain(12));
    assertThat(parse("remove 12").command()).isEqualTo(new ClusterCommand.Remove(12, false));
    assertThat(parse("remove 12 --force").command()).isEqualTo(new ClusterCommand.Remove(12, true));
    assertThat(parse("move birds 1 9007199254740992 3").command())
        .isEqualTo(new ClusterCommand.Move("birds", 1, 1L << 53, 3));
    assertThat(parse("replicate birds 1 3").command())
        .isEqualTo(new ClusterCommand.Replicate("birds", 1, 3));
    assertThat(parse("drop birds 1 3").command()).isEqualTo(new ClusterCommand.Drop("birds", 1, 3));
    assertThat(parse("optimize birds").command()).isEqualTo(new ClusterCommand.Optimize("birds"));
    assertThat(parse("warm birds").command()).isEqualTo(new ClusterCommand.Warm("birds"));
    assertThat(parse("flush birds").command()).isEqualTo(new ClusterCommand.Flush("birds"));
    assertThat(parse("release birds").command()).isEqualTo(new ClusterCommand.Release("birds"));
    assertThat(parse("load birds").command()).isEqualTo(new ClusterCommand.Load("birds"));
    assertThat(parse("abort birds 1").command()).isEqualTo(new ClusterCommand.Abort("birds", 1));
  }

  @Test
  void whereToAsk() throws Exception {
    ClusterCommandLine plain = parse("status");
    assertThat(plain.node().url()).isEqualTo(URI.create("http://localhost:6333"));
    assertThat(plain.node().apiKey()).isEmpty();
    assertThat(parse("--url https://a:1 status --api-key=k"))
        .isEqualTo(
            new ClusterCommandLine(
                new ClusterCommand.Status(),
                new NodeOptions(URI.create("https://a:1"), Optional.of("k"))));
    assertThat(
            ClusterCommandLine.parse(List.of("status"), Map.of("DUNLIN_API_KEY", "e"))
                .node()
                .apiKey())
        .contains("e");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--url http://a:1|cluster needs a command; there are status, shards",
        "fly|there is no command cluster fly; there are status",
        "status now|dunlin cluster status is how it is used",
        "drain|dunlin cluster drain PEER is how it is used",
        "move birds 1 2|dunlin cluster move COLLECTION SHARD FROM TO is how it is used",
        "drain me|expected a peer's number, as cluster status shows it, found me",
        "drop birds -1 3|there is no option -1",
        "drop birds 4294967296 3|expected a shard's number",
        "drain 1 --force|--force belongs to cluster remove",
        "status --url nowhere|--url is such as http://localhost:6333, found nowhere",
        "status --api-key|--api-key needs a value"
      })
  void whatIsWrongIsTold(String words, String problem) {
    assertThatThrownBy(() -> parse(words))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(problem);
  }
}
