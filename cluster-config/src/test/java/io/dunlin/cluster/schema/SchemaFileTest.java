package io.dunlin.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaFileTest {
  @Test
  void yamlAndJsonAreTheSame() throws Exception {
    SchemaFile yaml =
        SchemaFile.of(
            """
            collections:
              birds:
                vectors: {size: 4, distance: Dot}
                aliases: [flock]
            """);
    SchemaFile json =
        SchemaFile.of(
            """
            {"collections": {"birds": {
              "vectors": {"size": 4, "distance": "Dot"},
              "aliases": ["flock"]}}}
            """);
    assertThat(yaml).isEqualTo(json);
    assertThat(yaml.collections()).containsOnlyKeys("birds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: [|neither YAML nor JSON",
        "collections: {a: {}, a: {}}|neither YAML nor JSON: Duplicate field 'a'",
        "[]|expected `collections`, by name, and nothing beside it",
        "{collections: {}, more: 1}|expected `collections`, by name, and nothing beside it",
        "collections: {a: 1}|collections.a: expected a configuration",
        "collections: {a: {vector: {}}}|collections.a: there is no `vector`; there are vectors, ",
        "collections: {a: {vectors: 1}}|collections.a.vectors: expected vectors",
        "collections: {a: {sparse_vectors: [b]}}|collections.a.sparse_vectors: expected vectors by name",
        "collections: {a: {payload_schema: x}}|collections.a.payload_schema: expected indexes by field",
        "collections: {a: {aliases: x}}|collections.a.aliases: expected a list of names"
      })
  void whatIsWrongIsTold(String text, String problem) {
    assertThatThrownBy(() -> SchemaFile.of(text))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    assertThatThrownBy(() -> SchemaFile.read(Path.of("no-such-file.yaml")))
        .hasMessage("there is no file no-such-file.yaml");
  }
}
