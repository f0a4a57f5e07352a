package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.query.CursorMetrics;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadLoad;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.query.ViewScan;
import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.pattern.StatusReply;

/** A shard's copy beside a plain map: does every write to both, and compares them. */
final class ShardOracle {
  private static final int QUERIES = 20;
  private static final int LIMIT = 10;

  private final ShardId shard;
  private final CopyRegistry copies;
  private final Function<PointOperation, CompletionStage<Long>> writer;
  private final ShardReader reader;
  final PointModel model;

  ShardOracle(ShardHarness harness) {
    this(harness.shard, harness.copies, harness::write, new PointModel());
  }

  /** One of several copies, which have the map together. */
  ShardOracle(
      ShardId shard,
      CopyRegistry copies,
      Function<PointOperation, CompletionStage<Long>> writer,
      PointModel model) {
    this.shard = shard;
    this.copies = copies;
    this.writer = writer;
    this.reader =
        new ShardReader(
            copies,
            new ReadLoad(System.nanoTime()),
            new NodeId(new UUID(0, 1)),
            new HeldViews(copies, CursorSettings.DEFAULT, CursorMetrics.none(), System::nanoTime));
    this.model = model;
  }

  /** Does the operation to the shard, waits for the answer, and does it to the map. */
  void write(PointOperation operation) {
    ShardHarness.get(writer.apply(operation));
    model.apply(operation);
  }

  /** Points and payloads are the map's, and exact searches find what a scan of the map finds. */
  void compare() {
    ShardCopy copy = copies.find(shard).orElseThrow();
    ShardView view = copy.acquire();
    try {
      List<PointId> ids = ViewScan.ids(view, Filter.ALL);
      assertThat(ids).doesNotHaveDuplicates();
      assertThat(new HashSet<>(ids)).isEqualTo(model.points.keySet());
      model.points.forEach((id, stored) -> {
        ShardView.Location at = Objects.requireNonNull(view.find(id), id + " is missing");
        assertThat(at.slice().payload(at.row()).fields()).isEqualTo(stored.payload());
        assertThat(at.slice().segment().vector("", at.row())).isEqualTo(stored.vectors().get(""));
      });
    } finally {
      view.release();
    }
    List<List<Hit>> found = search(true);
    for (int i = 0; i < QUERIES; i++) {
      assertThat(found.get(i).stream().map(Hit::id).toList()).isEqualTo(nearest(query(i)));
    }
  }

  /** The answers of searches through the index: ids with the bits of their scores. */
  List<String> answers() {
    return search(false).stream()
        .map(hits ->
            hits.stream()
                .map(hit -> hit.id() + "=" + Float.floatToRawIntBits(hit.score()))
                .toList()
                .toString())
        .toList();
  }

  /** How the shard is, and its payload indexes. */
  ReadProtocol.State status(Map<String, FieldSchema> fields) {
    return (ReadProtocol.State) answer(new ReadProtocol.Status(fields));
  }

  /** Why a read is refused now. */
  DunlinFailure refusedRead() {
    StatusReply<ReadProtocol.Answer> answer = ask(new ReadProtocol.Count(Filter.ALL));
    assertThat(answer.isError()).isTrue();
    return ShardHarness.refusal(
        CompletableFuture.failedStage(new CompletionException(answer.getError())));
  }

  private List<List<Hit>> search(boolean exact) {
    Projection ids = Projection.NOTHING;
    SearchParams params = new SearchParams(400, exact);
    List<ShardQuery> queries =
        IntStream.range(0, QUERIES)
            .mapToObj(i ->
                new ShardQuery(
                    new Scoring.Nearest(VectorValue.of(query(i))),
                    "",
                    Filter.ALL,
                    LIMIT,
                    params,
                    false,
                    ids))
            .toList();
    return ((ReadProtocol.Found) answer(new ReadProtocol.Search(queries))).hits();
  }

  /** A copy between two leases may answer a moment later only. */
  private ReadProtocol.Answer answer(ReadProtocol.Read read) {
    long deadline = System.nanoTime() + Await.PATIENCE.toNanos();
    StatusReply<ReadProtocol.Answer> reply = ask(read);
    while (reply.isError() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(10_000_000);
      reply = ask(read);
    }
    return reply.getValue();
  }

  private StatusReply<ReadProtocol.Answer> ask(ReadProtocol.Read read) {
    assertThat(reader.admit(1)).isEmpty();
    return reader
        .read(
            new ReadProtocol.Request(
                shard, read, Deadline.in(Await.PATIENCE), new ReadProtocol.Terms(true, 0)))
        .answer();
  }

  private static float[] query(int number) {
    return ShardHarness.vector(-1 - number);
  }

  private List<PointId> nearest(float[] query) {
    List<PointId> ids = new ArrayList<>(model.points.keySet());
    ids.sort(
        Comparator.<PointId>comparingDouble(id -> distance(id, query)).thenComparing(id -> id));
    return ids.subList(0, Math.min(LIMIT, ids.size()));
  }

  private double distance(PointId id, float[] query) {
    VectorValue.Dense stored =
        (VectorValue.Dense)
            Objects.requireNonNull(Objects.requireNonNull(model.points.get(id)).vectors().get(""));
    float[] vector = stored.components();
    double sum = 0;
    for (int i = 0; i < query.length; i++) {
      sum += (vector[i] - query[i]) * (double) (vector[i] - query[i]);
    }
    return sum;
  }
}
