package io.dunlin.cluster.proof;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Through the official Java client, which waits for visible writes by default. */
record GrpcPointWriter(QdrantClient client, String collection) implements PointWriter {
  private static final long PATIENCE_SECONDS = 60;

  @Override
  public void upsert(List<Long> keys, PointState state) throws Exception {
    await(
        client.upsertAsync(
            collection,
            keys.stream()
                .map(key ->
                    PointStruct.newBuilder()
                        .setId(pointId(key))
                        .setVectors(vectors(state.vector(key)))
                        .putPayload("version", value(state.version()))
                        .build())
                .toList()));
  }

  @Override
  public void delete(List<Long> keys) throws Exception {
    await(client.deleteAsync(collection, ids(keys)));
  }

  @Override
  public void note(List<Long> keys, long note) throws Exception {
    await(
        client.setPayloadAsync(
            collection, Map.of("note", value(note)), ids(keys), true, null, null));
  }

  private static List<PointId> ids(List<Long> keys) {
    return keys.stream().map(GrpcPointWriter::pointId).toList();
  }

  private static PointId pointId(long key) {
    return PointState.isNumber(key) ? id(key) : id(PointState.uuid(key));
  }

  private static void await(Future<UpdateResult> write) throws Exception {
    try {
      UpdateResult result = write.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (result.getStatus() != UpdateStatus.Completed) {
        throw new IllegalStateException("not completed: " + result);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StatusRuntimeException failure
          && failure.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        throw new RefusedException(failure.toString());
      }
      throw e;
    }
  }
}
