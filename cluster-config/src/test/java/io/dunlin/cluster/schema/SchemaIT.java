package io.dunlin.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.cluster.Node;
import io.dunlin.cluster.cli.SchemaCommandLine;
import io.dunlin.cluster.settings.SettingsReader;
import io.dunlin.cluster.settings.SettingsSources;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are applied to a node, one after the other, and what is told of each. */
class SchemaIT {
  private static final String BIRDS =
      """
      collections:
        birds:
          vectors:
            image: {size: 4, distance: Cosine, hnsw_config: {m: 8}}
            song: {size: 2, distance: Dot}
          sparse_vectors: {words: {modifier: idf}}
          shard_number: 2
          metadata: {owner: us}
          payload_schema:
            color: keyword
            text: {type: text, tokenizer: word, lowercase: true}
          aliases: [flock]
        owls:
          vectors: {size: 3, distance: Euclid}
      """;

  @TempDir Path directory;
  private Node node;

  private record Told(boolean possible, String text) {}

  @BeforeEach
  void start() throws Exception {
    node =
        Node.start(
            SettingsReader.read(
                new SettingsSources(
                    Map.of(
                        "dunlin.data-dir", directory.resolve("data").toString(),
                        "dunlin.http.port", "0",
                        "dunlin.grpc.port", "0"),
                    Map.of(),
                    Optional.empty(),
                    Map.of())));
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private Told schema(String command, String text) throws Exception {
    Path file = Files.writeString(directory.resolve("schema.yaml"), text);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String url = "http://localhost:" + node.http().getPort();
    boolean possible =
        SchemaCli.run(
            SchemaCommandLine.parse(List.of(command, file.toString(), "--url", url), Map.of()),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    return new Told(possible, out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatAFileSaysIsMadeAndThenThere() throws Exception {
    String steps =
        """
        # birds: is to be made
        # birds: payload_schema.color: none -> keyword
        # birds: payload_schema.text: none -> text
        # birds: alias flock: none -> birds
        # owls: is to be made
        """;
    assertThat(schema("plan", BIRDS)).isEqualTo(new Told(true, steps.replace("#", "+")));
    assertThat(schema("apply", BIRDS)).isEqualTo(new Told(true, steps.replace("#", "done")));
    assertThat(schema("apply", BIRDS)).isEqualTo(new Told(true, "All is as the file says\n"));
  }

  @Test
  void whatPayloadsHaveToBeIsLoosenedAndNeverTightened() throws Exception {
    schema(
        "apply",
        """
        collections:
          birds:
            vectors: {size: 2, distance: Dot}
            schema:
              fields:
                wingspan: {type: integer, required: true, description: in mm}
                name: {type: keyword, max_length: 20}
                seen: {type: datetime}
              extra: refuse
        """);
    String changed =
        """
        collections:
          birds:
            vectors: {size: 2, distance: Dot}
            schema:
              fields:
                wingspan: {type: float, description: in mm}
                name: {type: keyword, max_length: 10}
                place: {type: geo}
                weight: {type: float, required: true}
              extra: allow
        """;
    assertThat(schema("plan", changed))
        .isEqualTo(
            new Told(
                false,
                """
                schema.fields.seen of birds is not in the file: it stays
                ! birds: schema.fields.name.max_length: 20 -> 10#
                ! birds: schema.fields.weight: none -> {"type":"float","required":true}#
                + birds: schema.fields.wingspan.required: true -> false, \
                schema.fields.wingspan.type: "integer" -> "float", \
                schema.fields.place: none -> {"type":"geo"}, schema.extra: "refuse" -> "allow"
                """
                    .replace(
                        "#",
                        ": this cannot be changed where there are points. Describe a collection"
                            + " with another name, write the points to it, and give it this one's"
                            + " aliases")));
    schema("apply", changed);
    String possible =
        changed.replace("max_length: 10", "max_length: 20").replaceAll(" *weight:.*\n", "");
    assertThat(schema("plan", possible))
        .isEqualTo(
            new Told(
                true,
                """
                schema.fields.seen of birds is not in the file: it stays
                All is as the file says
                """));
  }

  @Test
  void whatCanBeChangedIsChanged() throws Exception {
    schema("apply", BIRDS);
    String changed =
        """
        collections:
          birds:
            vectors:
              image: {size: 4, distance: Cosine, hnsw_config: {m: 24}}
              song: {size: 2, distance: Dot, quantization_config: {scalar: {type: int8}}}
              tail: {size: 9, distance: Dot}
            sparse_vectors: {words: {modifier: idf}, notes: {}}
            optimizers_config: {indexing_threshold: 5000}
            write_consistency_factor: 2
            lineage: true
            metadata: {owner: them}
            strict_mode_config: {enabled: true, max_query_limit: 100}
            payload_schema:
              color: integer
              text: {type: text, tokenizer: prefix}
          swans:
            vectors: {size: 3, distance: Euclid}
            aliases: [flock]
        """;
    Told planned = schema("plan", changed);
    assertThat(planned.text())
        .isEqualTo(
            """
            collection owls is not in the file: it stays
            + birds: dense vector tail: none -> {"size":9,"distance":"Dot"}
            + birds: sparse vector notes: none -> {}
            + birds: vectors.image.hnsw_config.m: 8 -> 24, \
            vectors.song.quantization_config.scalar.type: none -> "int8", \
            optimizers_config.indexing_threshold: 20000 -> 5000, \
            write_consistency_factor: 1 -> 2, lineage: false -> true, \
            metadata.owner: "us" -> "them", \
            strict_mode_config.enabled: false -> true, strict_mode_config.max_query_limit: none -> 100
            + birds: payload_schema.color: keyword -> integer
            + birds: payload_schema.text: text -> text with other parameters
            + swans: is to be made
            + swans: alias flock: birds -> swans
            """);
    assertThat(schema("apply", changed).possible()).isTrue();
    assertThat(schema("plan", changed))
        .isEqualTo(
            new Told(
                true, "collection owls is not in the file: it stays\nAll is as the file says\n"));
  }

  @Test
  void whatCannotBeChangedIsToldAndTheRestIsDone() throws Exception {
    schema("apply", BIRDS);
    String other =
        """
        collections:
          birds:
            vectors: {image: {size: 5, distance: Dot}}
            sparse_vectors: {words: {modifier: none}}
            shard_number: 3
            metadata: {owner: them}
          owls:
            vectors: {size: 3, distance: Euclid}
            sharding_method: auto
        """;
    Told told = schema("apply", other);
    assertThat(told.possible()).isFalse();
    assertThat(told.text())
        .contains(
            "vector song of birds is not in the file: it stays",
            "index of color of birds is not in the file: it stays",
            "! birds: vectors.image.size: 4 -> 5: this cannot be changed where there are points.",
            "! birds: vectors.image.distance: \"Cosine\" -> \"Dot\": this cannot be changed",
            "! birds: shard_number: 2 -> 3: this cannot be changed",
            "done birds: sparse_vectors.words.modifier: \"idf\" -> \"none\","
                + " metadata.owner: \"us\" -> \"them\"")
        .doesNotContain("owls");
    assertThat(schema("plan", other).text()).doesNotContain("metadata", "words");
  }

  @Test
  void whatTheNodeRefusesIsToldInItsWords() {
    assertThatThrownBy(
            () -> schema("apply", "collections: {birds: {vectors: {size: 0, distance: Dot}}}"))
        .hasMessageContaining("size");
  }
}
