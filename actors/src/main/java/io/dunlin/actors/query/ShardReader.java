package io.dunlin.actors.query;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.pattern.StatusReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers reads from this node's copies, on the thread that asks: a read never waits behind a
 * write, nor in the mailbox of the shard. Any number of threads may ask at the same time.
 */
public final class ShardReader {
  private static final Logger log = LoggerFactory.getLogger(ShardReader.class);
  private static final int MAX_ADMITTED = 4096;

  /** Less than this stays in a core's cache, where a second pass costs what a shared one does. */
  private static final long SCANNED_TOGETHER = 1 << 20;

  private final CopyRegistry copies;
  private final ReadLoad load;
  private final NodeId node;
  private final HeldViews holds;
  private final int together;
  private final WaitingSearches waiting;
  private final AtomicInteger admitted = new AtomicInteger();
  // One per thread that searches at the same time; taken for a read and given back.
  private final ConcurrentLinkedQueue<ViewSearch> searches = new ConcurrentLinkedQueue<>();

  /**
   * @param load counts the reads
   * @param node this one
   * @param holds what it holds for cursors
   */
  public ShardReader(CopyRegistry copies, ReadLoad load, NodeId node, HeldViews holds) {
    this(copies, load, node, holds, 1, 1);
  }

  /**
   * @param load counts the reads
   * @param node this one
   * @param holds what it holds for cursors
   * @param together searches that wait at the same time and are answered by one pass over the rows,
   *     at most; 1 for each by itself
   * @param threads that answer searches
   */
  public ShardReader(
      CopyRegistry copies, ReadLoad load, NodeId node, HeldViews holds, int together, int threads) {
    this.together = together;
    this.waiting = new WaitingSearches(together, threads);
    this.node = node;
    this.holds = holds;
    this.copies = copies;
    this.load = load;
  }

  /**
   * Takes so many reads on, each to be answered by one call of {@link #read}. At most {@link
   * #MAX_ADMITTED} are under way on a node.
   *
   * @return why not, if there are too many
   */
  public Optional<DunlinFailure> admit(int reads) {
    if (admitted.addAndGet(reads) <= MAX_ADMITTED) {
      return Optional.empty();
    }
    admitted.addAndGet(-reads);
    return Optional.of(
        new DunlinFailure.Overloaded(
            "more reads wait on this node than it can answer soon", Duration.ofSeconds(1)));
  }

  /** Reads that are under way now. */
  public int admitted() {
    return admitted.get();
  }

  /** The answer, or a {@link io.dunlin.actors.failure.DunlinException}; ends one admitted read. */
  public ReadProtocol.Outcome read(ReadProtocol.Request request) {
    try {
      return answer(request);
    } finally {
      admitted.decrementAndGet();
    }
  }

  /**
   * An admitted read as one that waits for a thread, where it gains by being answered along with
   * others: a search that scans many rows. It is to be read by {@link #read(WaitingSearch)}, once.
   */
  public Optional<WaitingSearch> waiting(ReadProtocol.Request request) {
    if (together == 1
        || request.terms().exact()
        || !(request.read() instanceof ReadProtocol.Search(List<ShardQuery> queries))
        || queries.size() > 1
        || !scansMuch(request.shard(), queries.getFirst())) {
      return Optional.empty();
    }
    WaitingSearch search = new WaitingSearch(request, queries.getFirst());
    waiting.add(search);
    return Optional.of(search);
  }

  private boolean scansMuch(ShardId shard, ShardQuery query) {
    Optional<ShardView> view = copies.find(shard).flatMap(ShardCopy::tryAcquire);
    if (view.isEmpty()) {
      return false;
    }
    try {
      return query.scoring() instanceof Scoring.Nearest
          && ViewSearch.scannedBytes(view.get(), query) >= SCANNED_TOGETHER;
    } finally {
      view.get().release();
    }
  }

  /**
   * Answers a search that waited, unless that was done already, and others that it takes along;
   * ends as many admitted reads.
   */
  public void read(WaitingSearch own) {
    List<WaitingSearch> taken = waiting.take(own);
    List<ReadProtocol.Outcome> outcomes;
    try {
      outcomes = answers(taken);
    } finally {
      admitted.addAndGet(-taken.size());
    }
    for (int i = 0; i < taken.size(); i++) {
      taken.get(i).answer(outcomes.get(i));
    }
  }

  /** What fails for all is tried one by one: it may be about one of them. */
  private List<ReadProtocol.Outcome> answers(List<WaitingSearch> taken) {
    if (taken.size() > 1) {
      ReadProtocol.Request first = taken.getFirst().request();
      ReadProtocol.Search all =
          new ReadProtocol.Search(taken.stream().map(WaitingSearch::query).toList());
      ReadProtocol.Outcome outcome =
          answer(new ReadProtocol.Request(first.shard(), all, first.deadline(), first.terms()));
      if (!outcome.answer().isError()
          && outcome.answer().getValue() instanceof ReadProtocol.Found(List<List<Hit>> found)) {
        // One is counted already.
        taken.stream().skip(1).forEach(_ -> load.count(first.shard()));
        return found.stream().map(hits -> outcome(hits, outcome.seen())).toList();
      }
    }
    return taken.stream().map(search -> answer(search.request())).toList();
  }

  private static ReadProtocol.Outcome outcome(List<Hit> hits, ReadProtocol.Seen seen) {
    return new ReadProtocol.Outcome(
        StatusReply.success(new ReadProtocol.Found(List.of(hits))), seen);
  }

  private ReadProtocol.Outcome answer(ReadProtocol.Request request) {
    if (request.deadline().passed()) {
      return refused(new DunlinFailure.TimedOut("the read waited longer than its timeout"));
    }
    Optional<ShardCopy> copy = copies.find(request.shard());
    Optional<ShardView> newest = copy.flatMap(ShardCopy::tryAcquire);
    if (copy.isEmpty() || newest.isEmpty()) {
      return refused(
          request.terms().which() instanceof ReadProtocol.Which.HeldBy
              ? HeldViews.gone().failure()
              : new DunlinFailure.Unavailable("shard " + request.shard() + " is not open yet"));
    }
    Optional<ShardView> meant = meant(request, newest.get());
    if (meant.isEmpty()) {
      return refused(gone(request, newest.get().position()));
    }
    ShardView view = meant.get();
    if (!(request.read() instanceof ReadProtocol.Status)) {
      load.count(request.shard());
    }
    try {
      // After the view was taken: what is fresh now was fresh then.
      Standing standing = copy.get().standing();
      long stale = standing.staleNanos();
      Optional<DunlinFailure> refusal =
          stale > 0 && !request.terms().exact() && !mayBeStale(request.terms(), standing)
              ? Optional.of(lagging(request.shard()))
              : behind(request, view);
      if (refusal.isPresent()) {
        return refused(refusal.get());
      }
      return new ReadProtocol.Outcome(
          StatusReply.success(answer(copy.get(), view, request.read())),
          // Rounded up: no answer is older than it says.
          new ReadProtocol.Seen(
              view.position(), request.terms().exact() ? 0 : Math.ceilDiv(stale, 1_000_000)));
    } catch (DunlinException e) {
      return refused(e.failure());
    } catch (RuntimeException e) {
      log.error("A read of shard {} failed", request.shard(), e);
      return refused(new DunlinFailure.Internal("the read failed: " + e.getMessage()));
    } finally {
      view.release();
    }
  }

  /**
   * The view that is to be read, held, in place of the newest, which is let go of; empty when it is
   * not there.
   */
  private Optional<ShardView> meant(ReadProtocol.Request request, ShardView newest) {
    long position = request.terms().position();
    ShardId shard = request.shard();
    return switch (request.terms().which()) {
      case ReadProtocol.Which.Newest _ -> Optional.of(newest);
      case ReadProtocol.Which.HeldBy(UUID cursor) -> {
        newest.release();
        yield holds.use(cursor, shard, position);
      }
      case ReadProtocol.Which.AsOf _ -> {
        if (newest.position() == position) {
          yield Optional.of(newest);
        }
        newest.release();
        yield holds.asOf(shard, position);
      }
    };
  }

  private DunlinFailure gone(ReadProtocol.Request request, long newest) {
    ShardId shard = request.shard();
    return request.terms().which() instanceof ReadProtocol.Which.AsOf
        ? new DunlinFailure.OutOfRange(
            "as_of: shard %s cannot be read as of log position %d: it is at %d now, and cursors hold %s"
                .formatted(shard, request.terms().position(), newest, holds.positions(shard)))
        : HeldViews.gone().failure();
  }

  /** While the writer lives, only what is known to have everything answers in its place. */
  private static boolean mayBeStale(ReadProtocol.Terms terms, Standing standing) {
    return terms.mayBeStale()
        && standing.staleNanos() != Standing.NEVER
        && standing.silentNanos() >= Standing.SILENCE.toNanos();
  }

  private static DunlinFailure lagging(ShardId shard) {
    return new DunlinFailure.Unavailable(
        "shard "
            + shard
            + ": this node's copy may lack what was written last, and its writer has not vouched for it");
  }

  private static Optional<DunlinFailure> behind(ReadProtocol.Request request, ShardView view) {
    ReadProtocol.Terms terms = request.terms();
    if (view.position() < terms.position()) {
      return Optional.of(
          new DunlinFailure.Unavailable(
              "shard %s: the copy is at log position %d, and the token asks for %d; try again"
                  .formatted(request.shard(), view.position(), terms.position())));
    }
    return Optional.empty();
  }

  private ReadProtocol.Answer answer(ShardCopy copy, ShardView view, ReadProtocol.Read read) {
    return switch (read) {
      case ReadProtocol.Search search -> {
        keep(copy, search.queries());
        ViewSearch viewSearch = borrow();
        try {
          yield new ReadProtocol.Found(viewSearch.search(view, search.queries()));
        } finally {
          searches.add(viewSearch);
        }
      }
      case ReadProtocol.Explain(ReadProtocol.Read explained) -> explained(copy, view, explained);
      case ReadProtocol.Retrieve retrieve ->
          new ReadProtocol.Points(ViewScan.retrieve(view, retrieve.ids(), retrieve.projection()));
      case ReadProtocol.Scroll scroll ->
          new ReadProtocol.Points(
              ViewScan.scroll(
                  view, scroll.filter(), scroll.offset(), scroll.limit(), scroll.projection()));
      case ReadProtocol.Count count ->
          new ReadProtocol.Counted(
              count.exact()
                  ? ViewScan.count(view, count.filter())
                  : ViewScan.estimate(view, count.filter()));
      case ReadProtocol.Order order -> new ReadProtocol.InOrder(ViewOrder.first(view, order));
      case ReadProtocol.Sample sample ->
          new ReadProtocol.Points(
              ViewScan.sample(view, sample.filter(), sample.limit(), sample.projection()));
      case ReadProtocol.Facet facet -> new ReadProtocol.Facets(ViewFacets.count(view, facet));
      case ReadProtocol.CountTerms terms ->
          new ReadProtocol.TermsCounted(TermWeights.count(view, terms));
      case ReadProtocol.Status status -> state(copy, view, status);
      case ReadProtocol.Hold hold -> new ReadProtocol.Held(node, holds.hold(hold, copy, view));
      case ReadProtocol.LetGo(UUID cursor) -> new ReadProtocol.Counted(holds.letGo(cursor) ? 1 : 0);
      case ReadProtocol.Keep keep -> {
        if (!holds.keep(keep, copy.shard())) {
          throw HeldViews.gone();
        }
        yield new ReadProtocol.Counted(keep.ranking().size());
      }
      case ReadProtocol.Ranked ranked ->
          holds.ranked(ranked, copy.shard()).orElseThrow(HeldViews::gone);
    };
  }

  /** Some of what users ask for, to compare indexes by. */
  private static void keep(ShardCopy copy, List<ShardQuery> queries) {
    for (ShardQuery query : queries) {
      if (query.scoring() instanceof Scoring.Nearest(VectorValue.Dense(float[] components))) {
        copy.recentQueries().offer(query.using(), components);
      }
    }
  }

  private ViewSearch borrow() {
    ViewSearch idle = searches.poll();
    return idle == null ? new ViewSearch() : idle;
  }

  private ReadProtocol.Answer explained(ShardCopy copy, ShardView view, ReadProtocol.Read read) {
    long start = System.nanoTime();
    if (!(read instanceof ReadProtocol.Search search)) {
      ReadProtocol.Answer answer = answer(copy, view, read);
      return new ReadProtocol.Explained(answer, report(view, start, List.of()));
    }
    List<List<ShardReport.Segment>> searched = new ArrayList<>();
    ViewSearch viewSearch = borrow();
    try {
      ReadProtocol.Answer answer =
          new ReadProtocol.Found(viewSearch.explained(view, search.queries(), searched));
      return new ReadProtocol.Explained(answer, report(view, start, searched));
    } finally {
      searches.add(viewSearch);
    }
  }

  private ShardReport report(ShardView view, long start, List<List<ShardReport.Segment>> searched) {
    return new ShardReport(node, System.nanoTime() - start, view.parts().size(), searched);
  }

  private static ReadProtocol.State state(
      ShardCopy copy, ShardView view, ReadProtocol.Status asked) {
    long indexed = 0;
    long settled = 0;
    long vectorBytes = 0;
    long payloadBytes = 0;
    for (Part part : view.parts()) {
      settled += part.settled() ? part.slice().rows() : 0;
      // Rows of a segment are about equal, so that the live ones take their share of it.
      double live = part.slice().live() / (double) Math.max(1, part.slice().segment().rows());
      vectorBytes += Math.round(live * part.slice().segment().vectorBytes());
      payloadBytes += Math.round(live * part.slice().segment().payloadBytes());
      for (String vector : part.slice().segment().specs().keySet()) {
        boolean counts = part.slice().stores(vector) && part.slice().segment().indexed(vector);
        indexed += counts ? part.slice().live() : 0;
      }
    }
    return new ReadProtocol.State(
        view.points(),
        indexed,
        view.parts().size(),
        copy.backlog().rows(),
        copy.building(),
        settled,
        FieldStates.of(view, asked.fields()),
        vectorBytes,
        payloadBytes,
        Indexing.of(copy, view));
  }

  private static ReadProtocol.Outcome refused(DunlinFailure failure) {
    return new ReadProtocol.Outcome(
        StatusReply.error(failure.asException()), ReadProtocol.Seen.NOTHING);
  }
}
