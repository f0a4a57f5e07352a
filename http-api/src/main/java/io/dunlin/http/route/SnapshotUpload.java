package io.dunlin.http.route;

import io.dunlin.actors.failure.Causes;
import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.snapshot.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.Multipart;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Writes the field {@code snapshot} of a form (multipart/form-data) to a file as it comes. Other
 * fields are read over.
 */
final class SnapshotUpload {
  private static final String FIELD = "snapshot";

  private final ClassicActorSystemProvider system;
  private final HttpEntity entity;

  SnapshotUpload(ClassicActorSystemProvider system, HttpEntity entity) {
    this.system = system;
    this.entity = entity;
  }

  /** Bytes of the whole form, as far as they are known. */
  long length() {
    return entity.getContentLengthOption().orElse(0);
  }

  /** Fails with a {@link RequestException}, or as the disk does. */
  CompletionStage<Done> receive(Path file, long limitBytes) {
    return Unmarshaller.entityToMultipartFormData()
        .unmarshal(
            entity.withSizeLimit(limitBytes),
            system.classicSystem().dispatcher(),
            SystemMaterializer.get(system).materializer())
        .thenCompose(form -> write(form, file))
        .thenApply(fields -> {
          if (fields != 1) {
            throw RequestException.bodyUnreadable(
                "expected one field `%s` with the file, found %d".formatted(FIELD, fields));
          }
          return Done.getInstance();
        })
        .exceptionallyCompose(
            failure -> CompletableFuture.failedStage(refusal(failure, limitBytes)));
  }

  /** How many fields there were to be written. */
  private CompletionStage<Integer> write(Multipart.FormData form, Path file) {
    return form.getParts()
        .mapAsync(
            1,
            part ->
                part.getName().equals(FIELD)
                    ? part.getEntity()
                        .getDataBytes()
                        .runWith(FileIO.toPath(file), system)
                        .thenApply(_ -> 1)
                    : part.getEntity()
                        .getDataBytes()
                        .runWith(Sink.ignore(), system)
                        .thenApply(_ -> 0))
        .runWith(Sink.fold(0, Integer::sum), system);
  }

  /** What the disk does not take is not the caller's fault. */
  private static Throwable refusal(Throwable failure, long limitBytes) {
    Throwable cause = Causes.of(failure);
    for (Throwable each = cause; each != null; each = each.getCause()) {
      switch (each) {
        case EntityStreamSizeException _ -> {
          return RequestException.bodyTooLarge(limitBytes);
        }
        case IOException ofTheDisk -> {
          return Storage.unwritten(ofTheDisk);
        }
        default -> {}
      }
    }
    return cause instanceof RequestException
        ? cause
        : RequestException.bodyUnreadable(
            "expected multipart/form-data with the file in the field `%s`: %s"
                .formatted(FIELD, cause.getMessage()));
  }
}
