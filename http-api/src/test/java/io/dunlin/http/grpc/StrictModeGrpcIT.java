package io.dunlin.http.grpc;

import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.StrictModeConfig;
import io.qdrant.client.grpc.Collections.StrictModeMultivector;
import io.qdrant.client.grpc.Collections.StrictModeMultivectorConfig;
import io.qdrant.client.grpc.Collections.StrictModeSparse;
import io.qdrant.client.grpc.Collections.StrictModeSparseConfig;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Limits over gRPC: the same as over REST, of which some are asked here. */
class StrictModeGrpcIT extends BooksClient {
  private static final StrictModeConfig ALL =
      StrictModeConfig.newBuilder()
          .setEnabled(true)
          .setMaxQueryLimit(10)
          .setMaxTimeout(-1) // unsigned: the largest
          .setUnindexedFilteringRetrieve(false)
          .setUnindexedFilteringUpdate(true)
          .setSearchMaxHnswEf(3)
          .setSearchAllowExact(false)
          .setSearchMaxOversampling(1.5f)
          .setUpsertMaxBatchsize(4)
          .setSearchMaxBatchsize(5)
          .setMaxCollectionVectorSizeBytes(1L << 40)
          .setMaxCollectionPayloadSizeBytes(7)
          .setMaxPointsCount(8)
          .setReadRateLimit(9)
          .setWriteRateLimit(10)
          .setFilterMaxConditions(11)
          .setConditionMaxSize(12)
          .setMaxPayloadIndexCount(13)
          .setMultivectorConfig(
              StrictModeMultivectorConfig.newBuilder()
                  .putMultivectorConfig(
                      "m", StrictModeMultivector.newBuilder().setMaxVectors(6).build()))
          .setSparseConfig(
              StrictModeSparseConfig.newBuilder()
                  .putSparseConfig("s", StrictModeSparse.newBuilder().setMaxLength(7).build()))
          .build();

  private static void limit(StrictModeConfig.Builder limits) {
    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(BOOKS)
                .setStrictModeConfig(limits.setEnabled(true))
                .build()));
  }

  @Test
  void allThatIsGivenIsShownAndAChangeIsMergedIn() {
    get(
        client.createCollectionAsync(
            CreateCollection.newBuilder()
                .setCollectionName("strict")
                .setStrictModeConfig(ALL)
                .build()));
    assertThat(shown("strict")).isEqualTo(ALL);
    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName("strict")
                .setStrictModeConfig(StrictModeConfig.newBuilder().setMaxTimeout(2))
                .build()));
    assertThat(shown("strict")).isEqualTo(ALL.toBuilder().setMaxTimeout(2).build());
    assertThat(get(client.getCollectionInfoAsync(BOOKS)).getConfig().hasStrictModeConfig())
        .isFalse();
    get(client.deleteCollectionAsync("strict"));
  }

  private static StrictModeConfig shown(String collection) {
    return get(client.getCollectionInfoAsync(collection)).getConfig().getStrictModeConfig();
  }

  @Test
  void whatIsOutOfBoundsOrNotBuiltIsRefused() {
    assertRefused(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(BOOKS)
                .setStrictModeConfig(StrictModeConfig.newBuilder().setReadRateLimit(0))
                .build()),
        Code.INVALID_ARGUMENT,
        "strict_mode_config.read_rate_limit: value 0 invalid, must be 1 or larger");
    assertRefused(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(BOOKS)
                .setStrictModeConfig(StrictModeConfig.newBuilder().setMaxResidentMemoryPercent(5))
                .build()),
        Code.UNIMPLEMENTED,
        "max_resident_memory_percent");
  }

  @Test
  void readsKeepToTheirLimits() {
    limit(
        StrictModeConfig.newBuilder()
            .setMaxQueryLimit(2)
            .setSearchAllowExact(false)
            .setMaxTimeout(5)
            .setUnindexedFilteringRetrieve(false));
    QueryPoints.Builder query =
        QueryPoints.newBuilder().setCollectionName(BOOKS).setQuery(nearest(1f, 0f)).setLimit(2);
    assertThat(get(client.queryAsync(query.build()))).hasSize(2);
    assertRefused(
        client.queryAsync(query.clone().setLimit(3).build()),
        Code.INVALID_ARGUMENT,
        "Bad request: Limit exceeded 3 > 2 for \"limit\"");
    assertRefused(
        client.queryAsync(query.clone().setTimeout(6).build()),
        Code.INVALID_ARGUMENT,
        "Limit exceeded 6 > 5 for \"timeout\"");
    assertRefused(
        client.queryAsync(
            query.clone().setParams(SearchParams.newBuilder().setExact(true)).build()),
        Code.INVALID_ARGUMENT,
        "Exact search disabled!");
    assertRefused(
        client.queryAsync(query.clone().setFilter(must(matchKeyword("title", "the sea"))).build()),
        Code.INVALID_ARGUMENT,
        "Index required but not found for \"title\"");
    assertRefused(client.countAsync(BOOKS), Code.INVALID_ARGUMENT, "Exact search disabled!");
    assertThat(get(client.countAsync(BOOKS, null, false))).isEqualTo(3);
  }

  @Test
  void writesKeepToTheirLimits() {
    limit(StrictModeConfig.newBuilder().setUpsertMaxBatchsize(1).setWriteRateLimit(2));
    get(client.upsertAsync(BOOKS, List.of(book(id(7), 0, Map.of()))));
    assertRefused(
        client.upsertAsync(BOOKS, List.of(book(id(8), 0, Map.of()), book(id(9), 0, Map.of()))),
        Code.INVALID_ARGUMENT,
        "Limit exceeded 2 > 1 for \"upsert limit\"");
    get(client.deleteAsync(BOOKS, List.of(id(7))));
    assertRefused(
        client.deleteAsync(BOOKS, List.of(id(1))),
        Code.RESOURCE_EXHAUSTED,
        "Rate limiting exceeded: Write rate limit exceeded: Operation requires 1 tokens but only 0.0 were available. Retry after 30s");
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(3);
  }

  private static void assertRefused(ListenableFuture<?> call, Code code, String text) {
    try {
      throw new AssertionError("not refused but answered: " + call.get(20, TimeUnit.SECONDS));
    } catch (ExecutionException refused) {
      StatusRuntimeException status = status(refused);
      assertThat(status.getStatus().getCode()).isEqualTo(code);
      assertThat(status.getStatus().getDescription()).contains(text);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static StatusRuntimeException status(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException status) {
        return status;
      }
    }
    throw new AssertionError(failure);
  }
}
