package io.dunlin.http.route;

import io.dunlin.actors.failure.Causes;
import io.dunlin.http.compress.Compression;
import io.dunlin.http.compress.Encoding;
import io.dunlin.http.error.RequestException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

/**
 * Collects the bodies of requests, up to a size. A larger one is read to its end and dropped before
 * it is refused: an answer in the middle of a body ends with its connection being closed, and a
 * client that is still sending then finds a reset connection where the answer was.
 */
final class BodyReader {
  /** A client that sends nothing for so long in the middle of a body has gone. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How many times the limit is read of a body; one that goes on is answered and cut off. */
  private static final long DRAINED = 4;

  private final ClassicActorSystemProvider system;
  private final int limitBytes;
  private final Compression compression;

  /**
   * @param limitBytes the largest body taken, before and after decompression
   */
  BodyReader(ClassicActorSystemProvider system, int limitBytes, Compression compression) {
    this.system = system;
    this.limitBytes = limitBytes;
    this.compression = compression;
  }

  /** The whole body, decompressed. Fails with a {@link RequestException}. */
  CompletionStage<byte[]> read(HttpRequest request) {
    HttpEntity entity = request.entity();
    long length = entity.getContentLengthOption().orElse(0);
    if (length > (asksFirst(request) ? limitBytes : DRAINED * limitBytes)) {
      return CompletableFuture.failedFuture(RequestException.bodyTooLarge(limitBytes));
    }
    return collected(entity).thenApply(bytes -> decoded(request, bytes));
  }

  /**
   * Reads a body to its end, if that is not too far, and drops it, so that its client reads the
   * answer. Never fails; a body that was begun to be read is left alone.
   */
  CompletionStage<Done> drop(HttpRequest request) {
    HttpEntity entity = request.entity();
    return entity instanceof HttpEntity.Strict
            || asksFirst(request)
            || entity.getContentLengthOption().orElse(0) > DRAINED * limitBytes
        ? CompletableFuture.completedStage(Done.getInstance())
        : entity
            .withSizeLimit(DRAINED * limitBytes)
            .getDataBytes()
            .idleTimeout(PATIENCE)
            .runWith(Sink.ignore(), system)
            .exceptionally(_ -> Done.getInstance());
  }

  /** Whether the client waits for leave before it sends the body. */
  private static boolean asksFirst(HttpRequest request) {
    return request
        .getHeader("Expect")
        .filter(header -> header.value().equalsIgnoreCase("100-continue"))
        .isPresent();
  }

  private CompletionStage<byte[]> collected(HttpEntity entity) {
    if (entity instanceof HttpEntity.Strict strict && strict.getData().size() <= limitBytes) {
      return CompletableFuture.completedFuture(strict.getData().toArrayUnsafe());
    }
    return entity
        .withSizeLimit(DRAINED * limitBytes)
        .getDataBytes()
        .idleTimeout(PATIENCE)
        .runWith(Sink.fold(new Collected(limitBytes), Collected::plus), system)
        .thenApply(Collected::bytes)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
  }

  /** What came so far; nothing of it once that is too much. Used by one thread at a time. */
  private static final class Collected {
    private final int limitBytes;
    private final ByteStringBuilder bytes = new ByteStringBuilder();
    private boolean tooLarge;

    Collected(int limitBytes) {
      this.limitBytes = limitBytes;
    }

    Collected plus(ByteString more) {
      tooLarge |= bytes.length() + more.length() > limitBytes;
      if (tooLarge) {
        bytes.clear();
      } else {
        bytes.append(more);
      }
      return this;
    }

    byte[] bytes() {
      if (tooLarge) {
        throw RequestException.bodyTooLarge(limitBytes);
      }
      return bytes.result().toArrayUnsafe();
    }
  }

  private byte[] decoded(HttpRequest request, byte[] bytes) {
    Optional<String> token =
        request
            .getHeader("Content-Encoding")
            .map(HttpHeader::value)
            .filter(value -> !value.equalsIgnoreCase("identity"));
    if (token.isEmpty()) {
      return bytes;
    }
    Encoding encoding =
        compression
            .named(token.get())
            .orElseThrow(() -> RequestException.unknownEncoding(token.get(), compression.tokens()));
    try {
      return encoding
          .decompress(bytes, 0, limitBytes)
          .orElseThrow(() -> RequestException.bodyTooLarge(limitBytes));
    } catch (IOException damaged) {
      throw RequestException.bodyUnreadable(
          "the body is not %s: %s".formatted(encoding.token(), damaged.getMessage()));
    }
  }

  private Throwable refusal(Throwable failure) {
    return switch (Causes.of(failure)) {
      case EntityStreamSizeException _ -> RequestException.bodyTooLarge(limitBytes);
      case EntityStreamException broken ->
          RequestException.bodyUnreadable(String.valueOf(broken.getMessage()));
      case Throwable other -> other;
    };
  }
}
