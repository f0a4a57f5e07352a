package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ShardKeyFactory.shardKey;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.qdrant.client.grpc.Collections.CollectionClusterInfoRequest;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.CreateShardKey;
import io.qdrant.client.grpc.Collections.CreateShardKeyRequest;
import io.qdrant.client.grpc.Collections.DeleteShardKey;
import io.qdrant.client.grpc.Collections.DeleteShardKeyRequest;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.ListShardKeysRequest;
import io.qdrant.client.grpc.Collections.LocalShardInfo;
import io.qdrant.client.grpc.Collections.ReplicaState;
import io.qdrant.client.grpc.Collections.ShardKey;
import io.qdrant.client.grpc.Collections.ShardKeyDescription;
import io.qdrant.client.grpc.Collections.ShardingMethod;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ShardKeySelector;
import io.qdrant.client.grpc.Points.UpdateBatchPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shard keys over gRPC, as the contract's own client sends them. */
class ShardKeyGrpcIT {
  private static final String C = "birds";
  private static final ShardKey A = shardKey("a");
  private static final ShardKey ONE = shardKey(1);

  private static GrpcServer server;
  private static ManagedChannel channel;
  private static CollectionsBlockingStub collections;
  private static PointsBlockingStub points;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    collections = CollectionsGrpc.newBlockingStub(channel);
    points = PointsGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  /** Key "a" with points 1 and 2, key 1 with point 3. */
  @BeforeEach
  void make() {
    var create =
        CreateCollection.newBuilder()
            .setCollectionName(C)
            .setShardNumber(2)
            .setShardingMethod(ShardingMethod.Custom);
    create.getVectorsConfigBuilder().getParamsBuilder().setSize(1).setDistance(Distance.Dot);
    assertThat(collections.create(create.build()).getResult()).isTrue();
    assertThat(create(CreateShardKey.newBuilder().setShardKey(A))).isTrue();
    assertThat(create(CreateShardKey.newBuilder().setShardKey(ONE).setShardsNumber(1))).isTrue();
    upsert(select(A), 1, 2);
    upsert(select(ONE), 3);
  }

  @AfterEach
  void drop() {
    var _ = server.collections().drop(C, GrpcServer.DEFAULT_TIMEOUT).toCompletableFuture().join();
  }

  private static boolean create(CreateShardKey.Builder key) {
    return collections
        .createShardKey(
            CreateShardKeyRequest.newBuilder().setCollectionName(C).setRequest(key).build())
        .getResult();
  }

  private static ShardKeySelector.Builder select(ShardKey... keys) {
    return ShardKeySelector.newBuilder().addAllShardKeys(List.of(keys));
  }

  private static PointStruct point(long id) {
    return PointStruct.newBuilder().setId(id(id)).setVectors(vectors((float) id)).build();
  }

  private static void upsert(ShardKeySelector.Builder keys, long... ids) {
    UpsertPoints.Builder upsert =
        UpsertPoints.newBuilder().setCollectionName(C).setShardKeySelector(keys);
    for (long id : ids) {
      upsert.addPoints(point(id));
    }
    var _ = points.upsert(upsert.build());
  }

  private static long count(ShardKeySelector.Builder keys) {
    return points
        .count(CountPoints.newBuilder().setCollectionName(C).setShardKeySelector(keys).build())
        .getResult()
        .getCount();
  }

  private static Code refusal(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode();
  }

  @Test
  void keysAreListedShownAndDropped() {
    ListShardKeysRequest list = ListShardKeysRequest.newBuilder().setCollectionName(C).build();
    assertThat(
            collections.listShardKeys(list).getShardKeysList().stream()
                .map(ShardKeyDescription::getKey))
        .containsExactly(A, ONE);
    assertThat(
            collections
                .get(GetCollectionInfoRequest.newBuilder().setCollectionName(C).build())
                .getResult()
                .getConfig()
                .getParams()
                .getShardingMethod())
        .isEqualTo(ShardingMethod.Custom);
    assertThat(
            collections
                .collectionClusterInfo(
                    CollectionClusterInfoRequest.newBuilder().setCollectionName(C).build())
                .getLocalShardsList()
                .stream()
                .map(LocalShardInfo::getShardKey))
        .containsExactly(A, A, ONE);
    assertThat(
            collections
                .deleteShardKey(
                    DeleteShardKeyRequest.newBuilder()
                        .setCollectionName(C)
                        .setRequest(DeleteShardKey.newBuilder().setShardKey(A))
                        .build())
                .getResult())
        .isTrue();
    assertThat(collections.listShardKeys(list).getShardKeysList()).hasSize(1);
  }

  @Test
  void readsSelectAndSayWhichKeyTheirPointsAreOf() {
    assertThat(count(select(A))).isEqualTo(2);
    assertThat(count(select(A, ONE))).isEqualTo(3);
    assertThat(count(select())).isZero();
    assertThat(count(select(shardKey("new")).setFallback(ONE))).isEqualTo(1);
    assertThat(
            points
                .count(CountPoints.newBuilder().setCollectionName(C).build())
                .getResult()
                .getCount())
        .isEqualTo(3);
    QueryPoints query =
        QueryPoints.newBuilder()
            .setCollectionName(C)
            .setQuery(nearest(1f))
            .setShardKeySelector(select(A))
            .build();
    assertThat(points.query(query).getResultList().stream().map(ScoredPoint::getShardKey))
        .containsExactly(A, A);
    assertThat(
            points
                .scroll(
                    ScrollPoints.newBuilder()
                        .setCollectionName(C)
                        .setShardKeySelector(select(ONE))
                        .build())
                .getResult(0)
                .getShardKey())
        .isEqualTo(ONE);
    assertThat(
            points
                .get(
                    GetPoints.newBuilder()
                        .setCollectionName(C)
                        .addIds(id(1))
                        .addIds(id(3))
                        .setShardKeySelector(select(A))
                        .build())
                .getResultList())
        .hasSize(1)
        .allMatch(point -> point.getShardKey().equals(A));
  }

  @Test
  void writesGoToTheirKeysAndNowhereWithoutOne() {
    PointsSelector all =
        PointsSelector.newBuilder()
            .setPoints(PointsIdsList.newBuilder().addIds(id(1)).addIds(id(3)))
            .build();
    DeletePoints.Builder delete = DeletePoints.newBuilder().setCollectionName(C).setPoints(all);
    assertThat(refusal(() -> points.delete(delete.build()))).isEqualTo(Code.INVALID_ARGUMENT);
    var _ = points.delete(delete.setShardKeySelector(select(A)).build());
    assertThat(count(select(A))).isEqualTo(1);
    assertThat(count(select(ONE))).isEqualTo(1);
    var _ =
        points.updateBatch(
            UpdateBatchPoints.newBuilder()
                .setCollectionName(C)
                .addOperations(
                    PointsUpdateOperation.newBuilder()
                        .setUpsert(
                            PointsUpdateOperation.PointStructList.newBuilder()
                                .addPoints(point(8))
                                .setShardKeySelector(select(A, ONE))))
                .addOperations(
                    PointsUpdateOperation.newBuilder()
                        .setDeletePoints(
                            PointsUpdateOperation.DeletePoints.newBuilder()
                                .setPoints(all)
                                .setShardKeySelector(select(ONE))))
                .build());
    assertThat(count(select(A))).isEqualTo(2);
    assertThat(count(select(ONE))).isEqualTo(1);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(refusal(() -> create(CreateShardKey.newBuilder().setShardKey(A))))
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal(() -> create(CreateShardKey.newBuilder()))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(
            refusal(() ->
                create(CreateShardKey.newBuilder().setShardKey(shardKey(2)).setShardsNumber(0))))
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(
            refusal(() ->
                create(
                    CreateShardKey.newBuilder()
                        .setShardKey(shardKey(2))
                        .setInitialState(ReplicaState.Partial))))
        .isEqualTo(Code.UNIMPLEMENTED);
    assertThat(refusal(() -> upsert(select(shardKey("b")), 9))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal(() -> count(select(shardKey("x")).setFallback(shardKey("y")))))
        .isEqualTo(Code.NOT_FOUND);
    assertThat(refusal(() -> count(select(A, ONE).setFallback(ONE))))
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(count(select(A, ONE))).isEqualTo(3);
  }

  @Test
  void anAffinityIsTakenFromTheMetadata() {
    Metadata metadata = new Metadata();
    metadata.put(
        Metadata.Key.of("x-qdrant-route-affinity", Metadata.ASCII_STRING_MARSHALLER), "user-42");
    var _ =
        points
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
            .count(CountPoints.newBuilder().setCollectionName(C).build());
    assertThat(server.collections().lastRead().affinity()).contains("user-42");
    assertThat(count(select(A))).isEqualTo(2);
    assertThat(server.collections().lastRead().affinity()).isEmpty();
  }
}
