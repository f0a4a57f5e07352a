package io.dunlin.sharding.snapshot;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.snapshot.SnapshotFolder;
import io.dunlin.persistence.store.BucketObject;
import io.dunlin.persistence.store.S3Access;
import io.dunlin.persistence.store.StoreRefusedException;
import io.dunlin.persistence.store.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the file that a location names, on this machine or elsewhere. */
final class SnapshotSource {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSource.class);
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);

  /** So long it may take until the first bytes come; some make the file first. */
  private static final Duration BEGIN_WITHIN = Duration.ofMinutes(2);

  /** So long nothing may come of a file that has begun to come. */
  private static final Duration GO_ON_WITHIN = Duration.ofMinutes(1);

  /**
   * A file to recover from.
   *
   * @param fetched whether it is a copy, which goes when it was read
   */
  record Found(Path file, boolean fetched) {}

  private final SnapshotFolder folder;
  private final S3Access s3;
  private final Executor files;
  private final Duration patience;

  /**
   * @param s3 how buckets are reached
   * @param files for what waits for a disk, or for a store
   */
  SnapshotSource(SnapshotFolder folder, S3Access s3, Executor files) {
    this(folder, s3, files, GO_ON_WITHIN);
  }

  /**
   * @param patience so long nothing may come of a file that has begun to come
   */
  SnapshotSource(SnapshotFolder folder, S3Access s3, Executor files, Duration patience) {
    this.folder = folder;
    this.s3 = s3;
    this.files = files;
    this.patience = patience;
  }

  CompletionStage<Found> find(Snapshots.Recovery recovery) {
    URI location = uri(recovery.location());
    String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "file" -> CompletableFuture.supplyAsync(() -> here(location), files);
      case "http", "https" -> fetch(location, recovery.apiKey());
      case "s3" -> {
        BucketObject object = object(location);
        yield CompletableFuture.supplyAsync(() -> fetch(location, object), files);
      }
      default ->
          throw badRequest(
              "expected file://, http://, https:// or s3://, found " + recovery.location());
    };
  }

  private static URI uri(String location) {
    try {
      return new URI(location);
    } catch (URISyntaxException malformed) {
      throw badRequest("expected a URI, found " + location + ": " + malformed.getReason());
    }
  }

  private Found here(URI location) {
    String host = String.valueOf(location.getHost());
    if (location.getPath() == null || !(host.equals("null") || host.equals("localhost"))) {
      throw badRequest("expected file:///path/of/the.snapshot, found " + location);
    }
    Path path;
    try {
      path = Path.of(location.getPath());
    } catch (IllegalArgumentException nameOfNoFile) {
      throw badRequest("expected a file's path, found " + location);
    }
    // Not told apart: whoever asks need not know what else is on this machine.
    return folder
        .within(path)
        .map(file -> new Found(file, false))
        .orElseThrow(() ->
            badRequest(
                "there is no such file in the folder of this node's snapshots: " + location));
  }

  private CompletionStage<Found> fetch(URI location, Optional<String> apiKey) {
    if (location.getHost() == null) {
      throw badRequest("expected a host, found " + location);
    }
    HttpRequest request = request(location, apiKey);
    return CompletableFuture.supplyAsync(this::aside, files)
        .thenCompose(file -> fetch(request, file));
  }

  private static HttpRequest request(URI location, Optional<String> apiKey) {
    HttpRequest.Builder request = HttpRequest.newBuilder(location).timeout(BEGIN_WITHIN);
    try {
      apiKey.ifPresent(key -> request.header("api-key", key));
    } catch (IllegalArgumentException noHeader) {
      throw new DunlinFailure.BadRequest(
              "api_key: expected what an HTTP header can have, without line breaks")
          .asException();
    }
    return request.build();
  }

  private CompletionStage<Found> fetch(HttpRequest request, Path file) {
    // A key is for the host that was named, and would be sent along to any other.
    boolean keyed = request.headers().firstValue("api-key").isPresent();
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_WITHIN)
            .followRedirects(keyed ? HttpClient.Redirect.NEVER : HttpClient.Redirect.NORMAL)
            .build();
    return client
        .sendAsync(request, answer -> new StallGuard<>(toFile(answer, file), patience))
        .handle((response, failure) -> {
          client.shutdownNow();
          if (failure != null || response.statusCode() != 200) {
            remove(file);
            throw failure == null
                ? badRequest(
                    "%s answered with status %d".formatted(request.uri(), response.statusCode()))
                : unfetched(request.uri(), failure);
          }
          return new Found(file, true);
        });
  }

  private BucketObject object(URI location) {
    String bucket = Objects.requireNonNullElse(location.getAuthority(), "");
    String path = Objects.requireNonNullElse(location.getPath(), "");
    try {
      return new BucketObject(s3, bucket, path.replaceFirst("^/", ""));
    } catch (IllegalArgumentException problem) {
      throw badRequest(
          "expected s3://bucket/key, found %s: %s".formatted(location, problem.getMessage()));
    }
  }

  private Found fetch(URI location, BucketObject object) {
    Path file = aside();
    try {
      object.fetch(file, bytes -> Storage.check(folder.free(), bytes, "the file"));
      return new Found(file, true);
    } catch (IOException | RuntimeException failure) {
      remove(file);
      throw unfetched(location, failure);
    }
  }

  private static DunlinException unfetched(URI location, Exception failure) {
    return switch (failure) {
      case NoSuchFileException _ -> badRequest("there is no such object: " + location);
      case StoreRefusedException refused ->
          badRequest("the store answered for %s with %s".formatted(location, refused.answer()));
      case StoreUnavailableException unavailable -> {
        LOG.warn("{} cannot be fetched", location, unavailable);
        yield new DunlinFailure.Unavailable(
                "the store of %s cannot be reached, or this node has no credentials for it; its log has details"
                    .formatted(location))
            .asException();
      }
      default -> Storage.failure(failure);
    };
  }

  private static DunlinException unfetched(URI location, Throwable failure) {
    DunlinException known = Storage.failure(failure);
    return known.failure() instanceof DunlinFailure.Internal(String message)
        ? badRequest("%s cannot be fetched: %s".formatted(location, message))
        : known;
  }

  private BodySubscriber<Path> toFile(ResponseInfo answer, Path file) {
    if (answer.statusCode() != 200) {
      return BodySubscribers.replacing(file);
    }
    try {
      Storage.check(
          folder.free(), answer.headers().firstValueAsLong("Content-Length").orElse(0), "the file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return BodySubscribers.ofFile(file);
  }

  private Path aside() {
    try {
      return folder.aside();
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  /** What cannot be removed now goes when the node starts again. */
  static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException later) {
      // As said.
    }
  }

  private static DunlinException badRequest(String why) {
    return new DunlinFailure.BadRequest("location: " + why).asException();
  }
}
