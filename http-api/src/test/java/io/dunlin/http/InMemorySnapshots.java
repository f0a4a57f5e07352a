package io.dunlin.http;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.snapshot.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Snapshots as the routes see them: files whose text tells what they are of. Only such a file can
 * be recovered from, and nothing comes of it.
 */
final class InMemorySnapshots implements Snapshots {
  static final long MAX_UPLOAD = 1 << 20;

  private final Collections collections;
  private final Path folder;
  private final Map<SnapshotScope, List<SnapshotDescription>> made = new HashMap<>();

  InMemorySnapshots(Collections collections) {
    this.collections = collections;
    try {
      this.folder = Files.createTempDirectory("snapshots");
      folder.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompletionStage<?> known(SnapshotScope scope) {
    return switch (scope) {
      case SnapshotScope.OfCollection(String name) -> collections.find(name);
      case SnapshotScope.OfShard(String name, int _) -> collections.find(name);
      case SnapshotScope.Full() -> CompletableFuture.completedStage(scope);
    };
  }

  @Override
  public synchronized CompletionStage<SnapshotDescription> create(SnapshotScope scope) {
    return known(scope)
        .thenApply(_ -> {
          List<SnapshotDescription> all = made.computeIfAbsent(scope, _ -> new ArrayList<>());
          String text = "snapshot of " + scope;
          SnapshotDescription one =
              new SnapshotDescription(
                  "s" + made.size() + "-" + all.size() + ".snapshot",
                  Instant.ofEpochSecond(1_700_000_000),
                  text.length(),
                  Optional.of("0".repeat(64)));
          write(folder.resolve(one.name()), text);
          all.add(one);
          return one;
        });
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletionStage<List<SnapshotDescription>> list(SnapshotScope scope) {
    return known(scope).thenApply(_ -> List.copyOf(made.getOrDefault(scope, List.of())));
  }

  @Override
  public CompletionStage<Boolean> delete(SnapshotScope scope, String name) {
    return find(scope, name)
        .thenApply(_ ->
            made.getOrDefault(scope, new ArrayList<>()).removeIf(one -> one.name().equals(name)));
  }

  @Override
  public CompletionStage<Path> find(SnapshotScope scope, String name) {
    return list(scope)
        .thenApply(all ->
            all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .map(one -> folder.resolve(one.name()))
                .orElseThrow(() ->
                    new DunlinFailure.NotFound("Snapshot `" + name + "` doesn't exist!")
                        .asException()));
  }

  @Override
  public CompletionStage<Boolean> recover(SnapshotScope scope, Recovery recovery) {
    URI location = URI.create(recovery.location());
    return "file".equals(location.getScheme())
        ? check(Path.of(location), recovery.checksum())
        : CompletableFuture.failedStage(
            new DunlinFailure.BadRequest("location: expected file://").asException());
  }

  @Override
  public CompletionStage<Path> place(long bytes) {
    return CompletableFuture.completedStage(folder.resolve("placed"));
  }

  @Override
  public long maxUploadBytes() {
    return MAX_UPLOAD;
  }

  @Override
  public CompletionStage<Boolean> recoverPlaced(
      SnapshotScope scope, Path file, Optional<String> checksum) {
    return check(file, checksum).whenComplete((_, _) -> discard(file));
  }

  private static CompletionStage<Boolean> check(Path file, Optional<String> checksum) {
    try {
      if (!Files.readString(file).startsWith("snapshot of ")) {
        throw new DunlinFailure.WrongInput("the snapshot cannot be used").asException();
      }
    } catch (DunlinException refused) {
      return CompletableFuture.failedStage(refused);
    } catch (IOException e) {
      return CompletableFuture.failedStage(
          new DunlinFailure.BadRequest("location: no such file").asException());
    }
    return checksum.isPresent()
        ? CompletableFuture.failedStage(
            new DunlinFailure.ChecksumMismatch("expected " + checksum.get()).asException())
        : CompletableFuture.completedStage(true);
  }

  @Override
  public void discard(Path place) {
    try {
      Files.deleteIfExists(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompletionStage<Boolean> restore(Path file, Optional<String> collection) {
    return CompletableFuture.completedStage(true);
  }
}
