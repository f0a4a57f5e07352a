package io.dunlin.http.grpc;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.http.codec.MissingIds;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.route.SlotMap;
import io.dunlin.v1.UpsertAnswer;
import io.dunlin.v1.UpsertRequest;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * Points without end on one stream. A writer that names a point in two requests, one after the
 * other, means the second: so the second waits for the first.
 */
final class UpsertStream implements StreamMethod<UpsertRequest> {
  /** Many small requests become one event of a journal; large ones are bounded by their bytes. */
  private static final Limits LIMITS = new Limits(256, 16 << 20, 64);

  private final Collections collections;
  private final UnaryMethod.Body<UpsertPoints> upsert;

  /**
   * @param upsert what does one
   */
  UpsertStream(Collections collections, UnaryMethod.Body<UpsertPoints> upsert) {
    this.collections = collections;
    this.upsert = upsert;
  }

  @Override
  public UpsertRequest requestType() {
    return UpsertRequest.getDefaultInstance();
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public Optional<Duration> timeout(UpsertRequest request) {
    return StreamGrpc.timeout(request.hasTimeoutMs(), request.getTimeoutMs());
  }

  @Override
  public Set<PointId> changes(UpsertRequest request) {
    Set<PointId> ids = new HashSet<>();
    try {
      for (PointStruct point : request.getUpsert().getPointsList()) {
        // One that is made has nobody to wait for.
        if (!request.getAutoId() || point.hasId()) {
          ids.add(PointIdProto.decode(point.getId()));
        }
      }
    } catch (DunlinException e) {
      // It will be refused for it, and changes nothing.
      return Set.of();
    }
    return ids;
  }

  /**
   * Upserts of one shard that differ in nothing but their points, so that a shard that is away
   * fails only what is meant for it. Of points whose ids are yet to be made, none is known.
   */
  @Override
  public Optional<?> kind(UpsertRequest request, Call stream) {
    UpsertPoints upserted = request.getUpsert();
    return upserted.hasShardKeySelector() || request.getAutoId()
        ? Optional.empty()
        : shard(request)
            .map(shard ->
                new Kind(
                    shard,
                    request.toBuilder()
                        .clearId()
                        .setUpsert(upserted.toBuilder().clearPoints())
                        .build()));
  }

  /** What upserts have in common that are done as one. */
  private record Kind(ShardId shard, UpsertRequest withoutPoints) {}

  /** The one shard of its points, where this node knows the collection now. */
  private Optional<ShardId> shard(UpsertRequest request) {
    CompletableFuture<CollectionInfo> known =
        collections.find(request.getUpsert().getCollectionName()).toCompletableFuture();
    if (known.state() != Future.State.SUCCESS || !known.resultNow().keys().isEmpty()) {
      return Optional.empty();
    }
    List<ShardId> shards =
        changes(request).stream()
            .map(id -> SlotMap.shardOf(known.resultNow().shards(), id))
            .distinct()
            .toList();
    return shards.size() == 1 ? Optional.of(shards.getFirst()) : Optional.empty();
  }

  @Override
  public CompletionStage<? extends List<? extends MessageLite>> answer(
      List<UpsertRequest> requests, Call call) {
    UpsertPoints.Builder all = requests.getFirst().getUpsert().toBuilder().clearPoints();
    requests.forEach(request -> all.addAllPoints(request.getUpsert().getPointsList()));
    return upsert
        .answer(all.build(), call)
        .thenApply(
            reply -> requests.stream().map(request -> answer(request, reply).build()).toList());
  }

  @Override
  public CompletionStage<? extends MessageLite> answer(UpsertRequest request, Call call) {
    UpsertPoints points = request.getUpsert();
    if (!request.getAutoId()) {
      return upsert.answer(points, call).thenApply(reply -> answer(request, reply).build());
    }
    UpsertPoints whole = withIds(points);
    return upsert
        .answer(whole, call)
        .thenApply(reply ->
            answer(request, reply)
                .addAllIds(whole.getPointsList().stream().map(PointStruct::getId).toList())
                .build());
  }

  /** The same, whose points all have an id. */
  private static UpsertPoints withIds(UpsertPoints points) {
    if (points.getUpdateMode() == UpdateMode.UpdateOnly) {
      throw RequestException.invalidMessage("auto_id", MissingIds.NOTHING_TO_UPDATE);
    }
    UpsertPoints.Builder whole = points.toBuilder();
    for (PointStruct.Builder point : whole.getPointsBuilderList()) {
      if (!point.hasId()) {
        point.setId(PointIdProto.encode(MissingIds.next()));
      }
    }
    return whole.build();
  }

  private static UpsertAnswer.Builder answer(UpsertRequest request, Reply reply) {
    UpsertAnswer.Builder answer =
        UpsertAnswer.newBuilder()
            .setId(request.getId())
            .setResult((PointsOperationResponse) reply.message());
    reply.notes().token().ifPresent(answer::setToken);
    return answer;
  }

  @Override
  public UpsertAnswer refusal(UpsertRequest request, GrpcStatus status) {
    return UpsertAnswer.newBuilder()
        .setId(request.getId())
        .setFailure(StreamGrpc.failure(status))
        .build();
  }
}
