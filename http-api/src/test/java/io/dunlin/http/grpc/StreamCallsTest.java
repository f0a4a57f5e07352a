package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.http.error.GrpcCode;
import io.dunlin.persistence.model.PointId;
import io.dunlin.v1.SearchAnswer;
import io.dunlin.v1.SearchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpEntity.ChunkStreamPart;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How many requests of a stream are under way, in which order, and how a stream ends. */
class StreamCallsTest {
  private static final int MAX_MESSAGE_BYTES = 1000;
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void answersComeAsTheyAreDone() throws Exception {
    Held method = new Held(new StreamMethod.Limits(3, 1000, 1), _ -> Set.of());
    SinkQueueWithCancel<ChunkStreamPart> answers =
        run(method, Source.from(List.of(frame(1), frame(2), frame(3))));
    Begun first = method.next();
    Begun second = method.next();
    Begun third = method.next();
    third.done.complete(answerTo(3));
    assertThat(ids(next(answers))).containsExactly(3L);
    first.done.complete(answerTo(1));
    assertThat(ids(next(answers))).containsExactly(1L);
    second.done.completeExceptionally(new GrpcProtocolException(GrpcCode.NOT_FOUND, "gone"));
    assertThat(answersIn(next(answers)).getFirst().getFailure().getCode()).isEqualTo(5);
    assertThat(status(next(answers))).isEqualTo("grpc-status: 0");
  }

  @Test
  void noMoreIsUnderWayThanThereIsRoomForAndOnePointIsChangedInOrder() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int requests = 2000;
    int points = 1 + random.nextInt(40);
    int kinds = 1 + random.nextInt(4);
    Held method =
        new Held(
            new StreamMethod.Limits(
                1 + random.nextInt(12), 30 + random.nextInt(100), 1 + random.nextInt(6)),
            id -> Set.copyOf(List.of(PointId.of(id % points), PointId.of(id % 7)))) {
          @Override
          public Optional<?> kind(SearchRequest request, Call stream) {
            return Optional.of(request.getId() % kinds).filter(kind -> kind > 0);
          }
        };
    ByteString all =
        LongStream.range(0, requests)
            .mapToObj(StreamCallsTest::frame)
            .reduce(ByteString.emptyByteString(), ByteString::concat);
    List<ByteString> pieces = new ArrayList<>();
    while (!all.isEmpty()) {
      int length = Math.min(all.size(), 1 + random.nextInt(60));
      pieces.add(all.take(length));
      all = all.drop(length);
    }
    Thread answering =
        Thread.startVirtualThread(() -> {
          List<Begun> open = new ArrayList<>();
          for (int done = 0; done < requests; done++) {
            open.add(method.take());
            method.begun.drainTo(open);
            Begun one = open.remove(random.nextInt(open.size()));
            method.end(one);
            while (method.begun.isEmpty() && !open.isEmpty()) {
              method.end(open.removeFirst());
              done++;
            }
          }
        });
    List<ChunkStreamPart> parts =
        Source.from(pieces)
            .via(new StreamCalls<>(method, terms()))
            .completionTimeout(Duration.ofSeconds(60))
            .runWith(Sink.seq(), kit.system())
            .toCompletableFuture()
            .join();
    answering.interrupt();
    assertThat(parts.stream().flatMap(part -> ids(part).stream()).sorted().toList())
        .as("seed %d", seed)
        .isEqualTo(LongStream.range(0, requests).boxed().toList());
    assertThat(method.mistakes).as("seed %d", seed).isEmpty();
  }

  /** Answers that nobody takes hold up the requests, and so the sender. */
  @Test
  void aClientThatDoesNotReadIsNotReadFromEither() throws Exception {
    int calls = 10;
    AtomicInteger started = new AtomicInteger();
    AtomicInteger read = new AtomicInteger();
    StreamMethod<SearchRequest> method =
        new Held(new StreamMethod.Limits(calls, 10_000, 1), _ -> Set.of()) {
          @Override
          public CompletionStage<? extends MessageLite> answer(SearchRequest request, Call call) {
            int taken = read.get();
            if (started.incrementAndGet() > taken + 3 * calls) {
              mistakes.add("request %d while %d answers were read".formatted(started.get(), taken));
            }
            return CompletableFuture.completedStage(answerTo(request.getId()));
          }
        };
    SinkQueueWithCancel<ChunkStreamPart> answers =
        run(method, Source.range(1, 10_000).map(id -> frame(id)));
    int seen = 0;
    while (seen < 10_000) {
      int here = ids(next(answers)).size();
      read.addAndGet(here);
      seen += here;
    }
    assertThat(((Held) method).mistakes).isEmpty();
  }

  @Test
  void whatBreaksTheProtocolEndsTheStreamAfterWhatWasBegun() throws Exception {
    ByteString nonsense = ByteString.fromArray(new byte[] {0, 0, 0, 0, 2, 0x0a, 0x7f});
    ByteString huge = ByteString.fromArray(new byte[] {0, 1, 0, 0, 0});
    ByteString compressed = ByteString.fromArray(new byte[] {1, 0, 0, 0, 0});
    for (ByteString broken : List.of(nonsense, huge, compressed)) {
      Held method = new Held(new StreamMethod.Limits(3, 1000, 1), _ -> Set.of());
      SinkQueueWithCancel<ChunkStreamPart> answers =
          run(
              method,
              Source.from(List.of(frame(1), broken, frame(2))).concat(Source.<ByteString>maybe()));
      method.next().done.complete(answerTo(1));
      assertThat(ids(next(answers))).containsExactly(1L);
      assertThat(status(next(answers))).matches("grpc-status: (8|12|13)");
    }
  }

  @Test
  void aStreamMayNotEndWithinAMessage() throws Exception {
    Held method = new Held(new StreamMethod.Limits(3, 1000, 1), _ -> Set.of());
    SinkQueueWithCancel<ChunkStreamPart> answers =
        run(method, Source.single(frame(1).concat(frame(2).take(6))));
    method.next().done.complete(answerTo(1));
    assertThat(ids(next(answers))).containsExactly(1L);
    assertThat(status(next(answers))).isEqualTo("grpc-status: 13");
  }

  @Test
  void aRequestThatTakesLongerThanTheStreamMayIsToldSo() throws Exception {
    List<Optional<Duration>> deadlines = new ArrayList<>();
    StreamMethod<SearchRequest> method =
        new Held(new StreamMethod.Limits(1, 1000, 1), _ -> Set.of()) {
          @Override
          public Optional<Duration> timeout(SearchRequest request) {
            return StreamGrpc.timeout(request.hasTimeoutMs(), request.getTimeoutMs());
          }

          @Override
          public CompletionStage<? extends MessageLite> answer(SearchRequest request, Call call) {
            deadlines.add(call.deadline());
            return CompletableFuture.completedStage(answerTo(request.getId()));
          }
        };
    List<ByteString> requests =
        IntStream.of(5, 1_000_000, 0)
            .mapToObj(millis ->
                GrpcServer.PLAIN.frame(SearchRequest.newBuilder().setTimeoutMs(millis).build()))
            .toList();
    SinkQueueWithCancel<ChunkStreamPart> answers = run(method, Source.from(requests));
    List<SearchAnswer> all = new ArrayList<>();
    while (all.size() < 3) {
      all.addAll(answersIn(next(answers)));
    }
    assertThat(deadlines.getFirst()).contains(Duration.ofMillis(5));
    assertThat(deadlines.get(1).orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(100));
    assertThat(deadlines).hasSize(2);
    assertThat(all.get(2).getFailure().getMessage()).contains("timeout_ms");
  }

  /** The first of a kind begin at once; what comes while they are under way begins together. */
  @Test
  void whatWaitsForItsKindBeginsTogether() throws Exception {
    List<List<Long>> groups = new CopyOnWriteArrayList<>();
    CountDownLatch first = new CountDownLatch(1);
    int requests = 400;
    StreamMethod<SearchRequest> method =
        new Held(new StreamMethod.Limits(requests, 100_000, 16), _ -> Set.of()) {
          @Override
          public Optional<?> kind(SearchRequest request, Call stream) {
            return Optional.of("one");
          }

          @Override
          public CompletionStage<? extends MessageLite> answer(SearchRequest request, Call call) {
            return answer(List.of(request), call).thenApply(List::getFirst);
          }

          @Override
          public CompletionStage<List<MessageLite>> answer(
              List<SearchRequest> together, Call call) {
            groups.add(together.stream().map(SearchRequest::getId).toList());
            return CompletableFuture.supplyAsync(() -> {
              awaitQuietly(first);
              return together.stream()
                  .<MessageLite>map(request -> answerTo(request.getId()))
                  .toList();
            });
          }
        };
    SinkQueueWithCancel<ChunkStreamPart> answers =
        run(
            method,
            Source.range(1, requests)
                .map(id -> {
                  if (id == requests) {
                    first.countDown();
                  }
                  return frame(id);
                }));
    List<Long> answered = new ArrayList<>();
    while (answered.size() < requests) {
      answered.addAll(ids(next(answers)));
    }
    assertThat(answered).doesNotHaveDuplicates();
    assertThat(groups.getFirst()).containsExactly(1L);
    assertThat(groups).as("most begin with others").hasSizeLessThan(requests / 4);
    assertThat(groups).allSatisfy(group -> assertThat(group).hasSizeLessThanOrEqualTo(16));
  }

  @Test
  void oneThatFailsFailsNoneOfThoseThatBeganWithIt() throws Exception {
    StreamMethod<SearchRequest> method =
        new Held(new StreamMethod.Limits(100, 100_000, 16), _ -> Set.of()) {
          @Override
          public Optional<?> kind(SearchRequest request, Call stream) {
            return Optional.of("one");
          }

          @Override
          public CompletionStage<? extends MessageLite> answer(SearchRequest request, Call call) {
            if (request.getId() % 10 == 0) {
              throw new GrpcProtocolException(GrpcCode.NOT_FOUND, "gone");
            }
            return CompletableFuture.completedStage(answerTo(request.getId()));
          }

          @Override
          public CompletionStage<List<MessageLite>> answer(
              List<SearchRequest> together, Call call) {
            return CompletableFuture.failedStage(
                new GrpcProtocolException(GrpcCode.NOT_FOUND, "one of them is gone"));
          }
        };
    SinkQueueWithCancel<ChunkStreamPart> answers =
        run(method, Source.range(1, 200).map(id -> frame(id)));
    List<SearchAnswer> all = new ArrayList<>();
    while (all.size() < 200) {
      all.addAll(answersIn(next(answers)));
    }
    assertThat(all.stream().filter(SearchAnswer::hasFailure).map(SearchAnswer::getId))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, 20).map(tens -> tens * 10).boxed().toList());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- the method ----

  private record Begun(SearchRequest request, CompletableFuture<MessageLite> done) {}

  /** Holds all requests until they are told to end, and notes what should not have begun. */
  private static class Held implements StreamMethod<SearchRequest> {
    final BlockingQueue<Begun> begun = new LinkedBlockingQueue<>();
    final BlockingQueue<String> mistakes = new LinkedBlockingQueue<>();
    private final Limits limits;
    private final LongFunction<Set<PointId>> changes;
    private final AtomicInteger underway = new AtomicInteger();
    private final Set<PointId> changing = ConcurrentHashMap.newKeySet();

    Held(Limits limits, LongFunction<Set<PointId>> changes) {
      this.limits = limits;
      this.changes = changes;
    }

    @Override
    public SearchRequest requestType() {
      return SearchRequest.getDefaultInstance();
    }

    @Override
    public Limits limits() {
      return limits;
    }

    @Override
    public Optional<Duration> timeout(SearchRequest request) {
      return Optional.empty();
    }

    @Override
    public Set<PointId> changes(SearchRequest request) {
      return changes.apply(request.getId());
    }

    @Override
    public Optional<?> kind(SearchRequest request, Call stream) {
      return Optional.empty();
    }

    @Override
    public CompletionStage<? extends List<? extends MessageLite>> answer(
        List<SearchRequest> requests, Call call) {
      if (requests.size() > limits.together()
          || requests.stream().map(request -> kind(request, call)).distinct().count() > 1
          || kind(requests.getFirst(), call).isEmpty()) {
        mistakes.add("together: " + requests);
      }
      List<CompletableFuture<? extends MessageLite>> answers =
          requests.stream()
              .<CompletableFuture<? extends MessageLite>>map(
                  request -> answer(request, call).toCompletableFuture())
              .toList();
      return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
          .thenApply(_ -> answers.stream().map(CompletableFuture::resultNow).toList());
    }

    @Override
    public CompletionStage<? extends MessageLite> answer(SearchRequest request, Call call) {
      if (underway.incrementAndGet() > limits.calls()) {
        mistakes.add("too many with " + request.getId());
      }
      for (PointId point : changes(request)) {
        if (!changing.add(point)) {
          mistakes.add("%s twice at once".formatted(point));
        }
      }
      CompletableFuture<MessageLite> done = new CompletableFuture<>();
      begun.add(new Begun(request, done));
      return done;
    }

    void end(Begun one) {
      underway.decrementAndGet();
      changing.removeAll(changes(one.request));
      one.done.complete(answerTo(one.request.getId()));
    }

    Begun next() throws InterruptedException {
      Begun one = begun.poll(20, TimeUnit.SECONDS);
      assertThat(one).as("a request that begins").isNotNull();
      return one;
    }

    Begun take() {
      try {
        return begun.take();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public MessageLite refusal(SearchRequest request, GrpcStatus status) {
      return SearchAnswer.newBuilder()
          .setId(request.getId())
          .setFailure(StreamGrpc.failure(status))
          .build();
    }
  }

  private static StreamCalls.Terms terms() {
    return new StreamCalls.Terms(
        GrpcServer.PLAIN,
        new Call(
            System.nanoTime(),
            Optional.of(Duration.ofSeconds(100)),
            Duration.ofSeconds(60),
            ReadHeaders.NONE,
            WriteOptions.ANONYMOUS),
        (_, _) -> {});
  }

  private static SinkQueueWithCancel<ChunkStreamPart> run(
      StreamMethod<SearchRequest> method, Source<ByteString, ?> requests) {
    return requests
        .via(new StreamCalls<>(method, terms()))
        .runWith(
            Sink.<ChunkStreamPart>queue().withAttributes(Attributes.inputBuffer(1, 1)),
            kit.system());
  }

  private static ChunkStreamPart next(SinkQueueWithCancel<ChunkStreamPart> answers)
      throws Exception {
    return answers.pull().toCompletableFuture().get(20, TimeUnit.SECONDS).orElseThrow();
  }

  private static ByteString frame(long id) {
    return GrpcServer.PLAIN.frame(SearchRequest.newBuilder().setId(id).build());
  }

  private static SearchAnswer answerTo(long id) {
    return SearchAnswer.newBuilder().setId(id).build();
  }

  private static List<Long> ids(ChunkStreamPart part) {
    return answersIn(part).stream().map(SearchAnswer::getId).toList();
  }

  private static List<SearchAnswer> answersIn(ChunkStreamPart part) {
    FrameSplitter frames = new FrameSplitter(MAX_MESSAGE_BYTES);
    frames.add(part.data());
    List<SearchAnswer> answers = new ArrayList<>();
    Optional<ByteString> frame = frames.next();
    while (frame.isPresent()) {
      answers.add(GrpcServer.PLAIN.read(frame.get(), SearchAnswer.getDefaultInstance()));
      frame = frames.next();
    }
    return answers;
  }

  private static String status(ChunkStreamPart part) {
    assertThat(part.isLastChunk()).isTrue();
    return part.getTrailerHeaders().iterator().next().toString();
  }
}
