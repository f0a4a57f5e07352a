package io.dunlin.http.grpc;

import io.dunlin.http.error.GrpcCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request's entity whole. Small ones arrive so; a larger one is collected here. One that
 * exceeds the limit fails at once, while its rest is read and dropped for as long again: cancelling
 * the stream would reset it and lose the answer.
 *
 * <p>Fed by one stream, so by one thread at a time.
 */
final class RequestBody {
  private final int maxBytes;
  private final ByteStringBuilder collected = new ByteStringBuilder();
  private final CompletableFuture<ByteString> whole = new CompletableFuture<>();
  private long seen;

  private RequestBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * @param maxMessageBytes the largest message taken; its frame's header comes on top
   */
  static CompletionStage<ByteString> collect(
      RequestEntity entity, int maxMessageBytes, ClassicActorSystemProvider system) {
    if (entity instanceof HttpEntity.Strict strict) {
      return CompletableFuture.completedFuture(strict.getData());
    }
    RequestBody body = new RequestBody(maxMessageBytes);
    entity
        .withoutSizeLimit()
        .getDataBytes()
        .runForeach(body::add, system)
        .whenComplete((_, failure) -> body.end(failure));
    return body.whole;
  }

  private void add(ByteString chunk) {
    seen += chunk.size();
    if (seen <= (long) maxBytes + GrpcFrame.HEADER_BYTES) {
      collected.append(chunk);
    } else if (seen <= 2L * maxBytes) {
      collected.clear();
      whole.completeExceptionally(GrpcFrame.tooLarge(maxBytes));
    } else {
      throw GrpcFrame.tooLarge(maxBytes);
    }
  }

  private void end(@Nullable Throwable failure) {
    if (failure == null) {
      whole.complete(collected.result());
    } else {
      whole.completeExceptionally(
          failure instanceof GrpcProtocolException
              ? failure
              : new GrpcProtocolException(
                  GrpcCode.INTERNAL, "The request did not arrive whole: " + failure.getMessage()));
    }
  }
}
