package io.dunlin.http.route;

import io.dunlin.http.error.RequestException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;

/** Collects the bodies of requests, up to a size. */
final class BodyReader {
  /** A client that sends nothing for so long in the middle of a body has gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * How many times the limit a refused body may be and is still read to its end, so that the client
   * gets to see the answer; a larger one ends with its connection.
   */
  private static final long DRAINED = 4;

  private final ClassicActorSystemProvider system;
  private final int limitBytes;

  BodyReader(ClassicActorSystemProvider system, int limitBytes) {
    this.system = system;
    this.limitBytes = limitBytes;
  }

  /** The whole body, decompressed. Fails with a {@link RequestException}. */
  CompletionStage<byte[]> read(HttpRequest request) {
    HttpEntity entity = request.entity();
    if (entity.getContentLengthOption().orElse(0) > limitBytes) {
      entity.withSizeLimit(DRAINED * limitBytes).discardBytes(system);
      return CompletableFuture.failedFuture(RequestException.bodyTooLarge(limitBytes));
    }
    return collected(entity).thenApply(bytes -> decoded(request, bytes));
  }

  private CompletionStage<byte[]> collected(HttpEntity entity) {
    if (entity instanceof HttpEntity.Strict strict) {
      return CompletableFuture.completedFuture(strict.getData().toArrayUnsafe());
    }
    return entity
        .withSizeLimit(limitBytes)
        .toStrict(PATIENCE.toMillis(), limitBytes, system)
        .thenApply(strict -> strict.getData().toArrayUnsafe())
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
  }

  private byte[] decoded(HttpRequest request, byte[] bytes) {
    String encoding =
        request.getHeader("Content-Encoding").map(HttpHeader::value).orElse("identity");
    return switch (encoding) {
      case "identity" -> bytes;
      case "gzip" -> unzipped(bytes);
      default -> throw RequestException.bodyUnreadable("unknown content encoding: " + encoding);
    };
  }

  private byte[] unzipped(byte[] bytes) {
    try {
      return Gzip.decompress(bytes, limitBytes)
          .orElseThrow(() -> RequestException.bodyTooLarge(limitBytes));
    } catch (IOException damaged) {
      throw RequestException.bodyUnreadable("the body is not gzip: " + damaged.getMessage());
    }
  }

  private Throwable refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case EntityStreamSizeException _ -> RequestException.bodyTooLarge(limitBytes);
      case EntityStreamException broken ->
          RequestException.bodyUnreadable(String.valueOf(broken.getMessage()));
      default -> cause;
    };
  }
}
