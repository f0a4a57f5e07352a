package io.dunlin.actors.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SectionPlacement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is held for cursors, how long, and how much of it. */
class HeldViewsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final UUID COLLECTION = new UUID(0, 7);

  private final CopyRegistry copies = new CopyRegistry();
  private final ShardCopy copy = copy(1);
  private final ShardCopy other = copy(2);
  private final Counted metrics = new Counted();
  private long now = -5;
  private final HeldViews holds =
      new HeldViews(copies, new CursorSettings(MINUTE, MINUTE, 3, 2, 100), metrics, () -> now);

  private static final class Counted implements CursorMetrics {
    private int cursors;
    private int views;
    private int refused;
    private int expired;

    @Override
    public void held(int cursorsNow, int viewsNow) {
      cursors = cursorsNow;
      views = viewsNow;
    }

    @Override
    public void refused() {
      refused++;
    }

    @Override
    public void expired() {
      expired++;
    }
  }

  private ShardCopy copy(int number) {
    ShardCopy made =
        ShardCopy.empty(
            new ShardId(new UUID(0, number)),
            Map.of("", new VectorSpec(1, Metric.DOT, HnswSettings.NONE, Optional.empty())),
            Kernels.choose("scalar"),
            SectionPlacement.mapped(),
            Path.of("unused"));
    copies.register(made);
    return made;
  }

  @AfterEach
  void close() {
    holds.close();
    copies.closeAll();
  }

  private long hold(UUID cursor, ShardCopy of) {
    return hold(cursor, COLLECTION, of);
  }

  private long hold(UUID cursor, UUID collection, ShardCopy of) {
    ShardView view = of.acquire();
    try {
      return holds.hold(new ReadProtocol.Hold(cursor, collection, MINUTE), of, view);
    } finally {
      view.release();
    }
  }

  private void write(ShardCopy to, long id) {
    RowChange put = new RowChange.Put(PointId.of(id), Map.of("", VectorValue.of(1)), Payload.EMPTY);
    to.apply(to.position() + 1, LogEntry.written(0, new ShardEvent.Committed(0, List.of(put))));
    to.publish();
  }

  private long points(UUID cursor, long position) {
    ShardView view = holds.use(cursor, copy.shard(), position).orElseThrow();
    try {
      return view.points();
    } finally {
      view.release();
    }
  }

  @Test
  void aViewStaysAsItWas() {
    write(copy, 1);
    UUID cursor = UUID.randomUUID();
    long position = hold(cursor, copy);
    write(copy, 2);
    write(copy, 3);
    assertThat(points(cursor, position)).isEqualTo(1);
    // Asked for again, as by a caller who had not heard of it.
    assertThat(hold(cursor, copy)).isEqualTo(position);
    assertThat(holds.use(cursor, copy.shard(), position + 1)).isEmpty();
    assertThat(holds.use(UUID.randomUUID(), copy.shard(), position)).isEmpty();
    assertThat(holds.positions(copy.shard())).containsExactly(position);
    assertThat(holds.asOf(copy.shard(), position))
        .isPresent()
        .get()
        .satisfies(view -> {
          assertThat(view.points()).isEqualTo(1);
          view.release();
        });
    assertThat(holds.asOf(copy.shard(), position + 1)).isEmpty();
  }

  @Test
  void whatIsNotUsedIsLetGoOf() {
    UUID used = UUID.randomUUID();
    UUID idle = UUID.randomUUID();
    long position = hold(used, copy);
    hold(idle, copy);
    now += MINUTE.toNanos();
    assertThat(points(used, position)).isZero();
    now += 1;
    holds.sweep();
    assertThat(holds.use(idle, copy.shard(), position)).isEmpty();
    assertThat(points(used, position)).isZero();
    assertThat(metrics.expired).isEqualTo(1);
    assertThat(metrics.cursors).isEqualTo(1);
    now += MINUTE.toNanos() + 1;
    // Nobody has swept.
    assertThat(holds.use(used, copy.shard(), position)).isEmpty();
    assertThat(metrics.views).isZero();
  }

  @Test
  void whatIsLetGoOfIsGone() {
    UUID cursor = UUID.randomUUID();
    long position = hold(cursor, copy);
    hold(cursor, other);
    assertThat(metrics.views).isEqualTo(2);
    assertThat(holds.letGo(cursor)).isTrue();
    assertThat(holds.letGo(cursor)).isFalse();
    assertThat(holds.use(cursor, copy.shard(), position)).isEmpty();
    assertThat(metrics.views).isZero();
  }

  @Test
  void aViewThatIsLetGoOfIsFreed() {
    UUID cursor = UUID.randomUUID();
    hold(cursor, copy);
    ShardView view = copy.acquire();
    view.release();
    write(copy, 1);
    assertThat(view.tryAcquire()).isTrue();
    view.release();
    holds.letGo(cursor);
    assertThat(view.tryAcquire()).isFalse();
  }

  @Test
  void aCopyThatIsClosedIsNotHeld() {
    UUID cursor = UUID.randomUUID();
    long position = hold(cursor, copy);
    hold(cursor, other);
    copies.remove(copy.shard());
    holds.sweep();
    assertThat(holds.use(cursor, other.shard(), position)).isEmpty();
    assertThat(metrics.cursors).isZero();
    assertThat(metrics.expired).isZero();
  }

  @Test
  void thereAreOnlySoMany() {
    UUID first = UUID.randomUUID();
    hold(first, copy);
    hold(UUID.randomUUID(), copy);
    assertThatThrownBy(() -> hold(UUID.randomUUID(), copy))
        .hasMessageContaining("2 are open on this node for the collection");
    // Another shard of one that is open is none more.
    hold(first, other);
    hold(UUID.randomUUID(), new UUID(0, 8), copy);
    assertThatThrownBy(() -> hold(UUID.randomUUID(), new UUID(0, 9), copy))
        .hasMessageContaining("3 are open on this node");
    assertThat(metrics.refused).isEqualTo(2);
    holds.letGo(first);
    hold(UUID.randomUUID(), copy);
  }

  @Test
  void aRankingIsKeptOnceAndInOrder() {
    UUID cursor = UUID.randomUUID();
    hold(cursor, copy);
    List<ReadProtocol.Rank> ranking = List.of(rank(5), rank(3), rank(9), rank(1));
    ShardId shard = copy.shard();
    assertThat(holds.keep(new ReadProtocol.Keep(cursor, 0, ranking.subList(0, 3)), shard)).isTrue();
    // Sent twice.
    assertThat(holds.keep(new ReadProtocol.Keep(cursor, 0, ranking.subList(0, 3)), shard)).isTrue();
    assertThat(holds.keep(new ReadProtocol.Keep(cursor, 4, ranking), shard)).isFalse();
    assertThat(holds.keep(new ReadProtocol.Keep(cursor, 3, ranking.subList(3, 4)), shard)).isTrue();
    assertThat(holds.ranked(new ReadProtocol.Ranked(cursor, 1, 2), shard))
        .contains(new ReadProtocol.Ranking(ranking.subList(1, 3), 4));
    assertThat(holds.ranked(new ReadProtocol.Ranked(cursor, 3, 2), shard))
        .contains(new ReadProtocol.Ranking(ranking.subList(3, 4), 4));
    assertThat(holds.ranked(new ReadProtocol.Ranked(UUID.randomUUID(), 0, 2), shard)).isEmpty();
  }

  private static ReadProtocol.Rank rank(long id) {
    return new ReadProtocol.Rank(
        PointId.of(id), 0, 0.5f, Optional.empty(), Optional.empty(), List.of());
  }
}
