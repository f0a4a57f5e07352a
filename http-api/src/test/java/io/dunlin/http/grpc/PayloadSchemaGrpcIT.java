package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import io.dunlin.http.codec.JsonCodec;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Points.PointStruct;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written over gRPC has to be what the collection says, which REST has declared. */
class PayloadSchemaGrpcIT extends BooksClient {
  @BeforeEach
  void declare() {
    String schema =
        """
        {"schema": {"fields": {"year": {"type": "integer"}, "title": {"type": "text", "max_length": 9}}}}
        """;
    server
        .collections()
        .update(BOOKS, JsonCodec.patchCollection(schema.getBytes(UTF_8)), Duration.ofSeconds(1))
        .toCompletableFuture()
        .join();
  }

  private static void assertRefused(ListenableFuture<?> write, String problem) {
    ExecutionException failure = catchThrowableOfType(ExecutionException.class, write::get);
    assertThat(failure)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            status -> {
              assertThat(status.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
              assertThat(status).hasMessageContaining(problem);
            });
  }

  @Test
  void whatDoesNotFitIsRefusedAndChangesNothing() {
    assertRefused(
        client.setPayloadAsync(BOOKS, Map.of("year", value(3.0)), id(1), true, null, null),
        "point 1: year: found the float 3.0, expected an integer");
    assertRefused(
        client.upsertAsync(BOOKS, List.of(point(5, "a short"), point(6, "a title too long"))),
        "point 6: title: found the string \"a title too long\", expected a text of at most 9"
            + " characters");
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(3);
    assertThat(payload(id(1))).containsEntry("year", value(1999));
    get(client.upsertAsync(BOOKS, List.of(point(5, "a short"))));
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(4);
  }

  @Test
  void itStaysWhereOthersAreChanged() {
    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(BOOKS)
                .putMetadata("owner", value("us"))
                .build()));
    assertRefused(
        client.setPayloadAsync(BOOKS, Map.of("year", value("x")), id(1), true, null, null),
        "point 1: year: ");
  }

  private static PointStruct point(long number, String title) {
    return PointStruct.newBuilder()
        .setId(id(number))
        .setVectors(vectors(List.of(1f, 2f)))
        .putPayload("title", value(title))
        .build();
  }
}
