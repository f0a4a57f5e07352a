package io.dunlin.sharding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.snapshot.SnapshotFolder;
import io.dunlin.persistence.snapshot.SnapshotKind;
import io.dunlin.persistence.snapshot.SnapshotPart;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.persistence.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file says is not to be trusted, whoever made it. */
class SnapshotCheckTest {
  private static final SortedMap<String, String> NO_ALIASES = new TreeMap<>();

  @TempDir Path root;

  @Test
  void whatUsersCouldHaveMadeIsFound() throws Exception {
    Path file = write("birds", new TreeMap<>(Map.of("flock", "birds")));
    assertThat(SnapshotCheck.check(file, Optional.empty(), Optional.empty()).collections())
        .singleElement()
        .extracting(CollectionInfo::name)
        .isEqualTo("birds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../birds", "?birds", "", "a/b"})
  void namesThatNobodyCanGiveAreRefused(String name) throws Exception {
    Path ofCollection = write(name, NO_ALIASES);
    assertThatThrownBy(() -> SnapshotCheck.check(ofCollection, Optional.empty(), Optional.empty()))
        .hasMessageContaining("the snapshot cannot be used: collection name");
    Path ofAlias = write("birds", new TreeMap<>(Map.of(name, "birds")));
    assertThatThrownBy(() -> SnapshotCheck.check(ofAlias, Optional.empty(), Optional.empty()))
        .hasMessageContaining("the snapshot cannot be used: alias name");
  }

  private Path write(String name, SortedMap<String, String> aliases) throws IOException {
    VectorSpec spec = new VectorSpec(1, Metric.DOT, HnswSettings.NONE, Optional.empty());
    CollectionConfig config =
        new CollectionConfig(
            new TreeMap<>(Map.of("", spec)),
            1,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Payload.EMPTY);
    CollectionInfo collection =
        new CollectionInfo(name, new UUID(1, 1), config, List.of(new ShardId(new UUID(2, 2))));
    SnapshotFolder.Draft draft =
        new SnapshotFolder(root).begin(new SnapshotScope.Full(), 12, Instant.EPOCH);
    try (SnapshotWriter writer = draft.writer()) {
      writer.write(new SnapshotPart.Head(SnapshotKind.FULL, 0, aliases));
      writer.write(new SnapshotPart.Collection(collection));
      return writer.publish(draft.name());
    }
  }
}
