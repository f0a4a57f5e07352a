package io.dunlin.sharding.snapshot;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Upsert;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Names;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.snapshot.Checksums;
import io.dunlin.persistence.snapshot.SnapshotPart;
import io.dunlin.persistence.snapshot.SnapshotReader;
import io.dunlin.sharding.check.PointChecks;
import io.dunlin.sharding.route.ShardGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot from beginning to end before anything of it is used: checksums, order, and
 * whether each point may be where it stands. Used by one thread, which waits for the disk.
 */
final class SnapshotCheck {
  /**
   * What is in a snapshot that is whole.
   *
   * @param collections in the order of the file
   */
  record Found(SnapshotPart.Head head, List<CollectionInfo> collections) {}

  /**
   * The shard that is to have all of the points.
   *
   * @param collection that it is of now
   */
  record Target(CollectionInfo collection, ShardId shard) {}

  /** Where the points that come next are to go. */
  private record Place(CollectionConfig config, ShardGroup group, ShardId shard) {
    static Place of(CollectionInfo collection, ShardId shard) {
      List<ShardId> shards =
          collection
              .keyOf(shard)
              .flatMap(collection::find)
              .map(keyed -> keyed.shards())
              .orElseGet(collection::shards);
      if (!shards.contains(shard)) {
        throw wrong("it has a shard that its collection has not");
      }
      return new Place(collection.config(), new ShardGroup(Optional.empty(), shards), shard);
    }

    void check(SnapshotPart.Points part) throws IOException {
      Upsert points = SnapshotPoints.upsert(part, config);
      var _ = new PointChecks(config).checked(points);
      for (PointInput point : points.points()) {
        if (!group.shardOf(point.id()).equals(shard)) {
          throw wrong("point %s belongs to another shard".formatted(point.id()));
        }
      }
    }
  }

  private final Optional<Target> target;
  private final List<CollectionInfo> collections = new ArrayList<>();
  private SnapshotPart.@Nullable Head head;
  private @Nullable Place place;

  private SnapshotCheck(Optional<Target> target) {
    this.target = target;
  }

  /**
   * Fails with ChecksumMismatch, or with WrongInput that says what is wrong.
   *
   * @param checksum that the file is to have, SHA-256 in hexadecimal letters
   * @param target of a shard's snapshot
   */
  static Found check(Path file, Optional<String> checksum, Optional<Target> target) {
    try {
      if (checksum.isPresent()) {
        compare(Checksums.of(file), checksum.get().toLowerCase(Locale.ROOT));
      }
      return new SnapshotCheck(target).read(file);
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  private static void compare(String found, String expected) {
    if (!found.equals(expected)) {
      throw new DunlinFailure.ChecksumMismatch(
              "expected %s, the file has %s".formatted(expected, found))
          .asException();
    }
  }

  private Found read(Path file) throws IOException {
    try (SnapshotReader reader = SnapshotReader.open(file)) {
      for (Optional<SnapshotPart> part = reader.next(); part.isPresent(); part = reader.next()) {
        take(part.get());
      }
    }
    SnapshotPart.Head first = head;
    if (first == null) {
      throw wrong("nothing is in it");
    }
    return new Found(first, List.copyOf(collections));
  }

  private void take(SnapshotPart part) {
    switch (part) {
      case SnapshotPart.Head found -> {
        found.aliases().keySet().forEach(alias -> check(Names.problemOfAlias(alias)));
        head = found;
      }
      case SnapshotPart.Collection(CollectionInfo collection) -> {
        check(Names.problemOfCollection(collection.name()));
        check(collection.config().violation().map(Object::toString));
        collections.add(collection);
      }
      case SnapshotPart.Shard(ShardId shard, long _, long _) ->
          place =
              target
                  .map(to -> Place.of(to.collection(), to.shard()))
                  .orElseGet(() -> Place.of(collections.getLast(), shard));
      case SnapshotPart.Points points -> check(points);
    }
  }

  private static void check(Optional<String> problem) {
    if (problem.isPresent()) {
      throw wrong(problem.get());
    }
  }

  private void check(SnapshotPart.Points points) {
    Place to = place;
    if (to == null) {
      throw wrong("it has points of no shard");
    }
    try {
      to.check(points);
    } catch (IOException unreadable) {
      throw wrong(String.valueOf(unreadable.getMessage()));
    } catch (DunlinException refused) {
      throw wrong(refused.failure().message());
    }
  }

  private static DunlinException wrong(String why) {
    return new DunlinFailure.WrongInput(
            why.startsWith("the snapshot") ? why : "the snapshot cannot be used: " + why)
        .asException();
  }
}
