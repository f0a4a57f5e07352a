package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.http.metrics.RequestMetrics.Api;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is the same for every call of the published Java client. */
class OfficialClientCallsIT extends BooksClient {
  @Test
  void writesWaitOnlyWhenAsked() {
    UpsertPoints upsert =
        UpsertPoints.newBuilder()
            .setCollectionName(BOOKS)
            .addPoints(book(id(9), 9, Map.of()))
            .build();
    assertThat(get(client.upsertAsync(upsert)).getStatus()).isEqualTo(UpdateStatus.Acknowledged);
    assertThat(server.collections().lastUntilVisible()).isFalse();
    assertThat(get(client.upsertAsync(upsert.toBuilder().setWait(true).build())).getStatus())
        .isEqualTo(UpdateStatus.Completed);
    assertThat(server.collections().lastUntilVisible()).isTrue();
  }

  @Test
  void theShorterOfDeadlineAndTimeoutIsPassedOn() {
    UpsertPoints upsert =
        UpsertPoints.newBuilder()
            .setCollectionName(BOOKS)
            .addPoints(book(id(9), 9, Map.of()))
            .build();
    get(client.upsertAsync(upsert));
    assertThat(server.collections().lastTimeout()).isEqualTo(GrpcServer.DEFAULT_TIMEOUT);
    get(client.upsertAsync(upsert.toBuilder().setTimeout(3).build()));
    assertThat(server.collections().lastTimeout()).isEqualTo(Duration.ofSeconds(3));
    get(client.upsertAsync(upsert.toBuilder().setTimeout(300).build(), Duration.ofSeconds(20)));
    assertThat(server.collections().lastTimeout())
        .isGreaterThan(Duration.ofSeconds(10))
        .isLessThanOrEqualTo(Duration.ofSeconds(20));
  }

  /** Not each of them: where the message comes a read later than its headers, it is collected. */
  @Test
  void smallRequestsNeedNoStream() {
    long before = server.arrivedWhole();
    for (int i = 0; i < 20; i++) {
      get(client.countAsync(BOOKS));
    }
    assertThat(server.arrivedWhole()).isGreaterThan(before);
  }

  @Test
  void everyCallIsCounted() {
    assertThat(server.counted())
        .contains(new GrpcServer.Counted(Api.GRPC, "/qdrant.Points/Upsert", 0));
  }
}
