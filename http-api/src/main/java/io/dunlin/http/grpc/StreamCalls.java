package io.dunlin.http.grpc;

import com.google.protobuf.Message;
import io.dunlin.http.error.GrpcCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntity.ChunkStreamPart;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one stream: begins each as it comes, and sends the answers as they are
 * done. Where there is no room nothing is read, so that HTTP/2's own flow control makes the client
 * wait; an answer takes room until it has been sent, so a client that does not read is not read
 * from either.
 *
 * <p>While as many groups of one kind each are under way as there are processors, others wait, and
 * those of one kind begin together when one of these has ended: a stream that is hardly used delays
 * nothing, and on a busy one many requests cost little more than one. None waits for longer than
 * {@link #LONGEST_WAIT}, so a slow group does not hold up others.
 *
 * <p>A request that breaks the protocol ends the stream with a status, after what was begun before
 * it. What the client still sends then is read and dropped: to refuse it would reset the stream and
 * lose the status.
 */
final class StreamCalls<Q extends Message>
    extends GraphStage<FlowShape<ByteString, ChunkStreamPart>> {
  /** Answers that wait to be sent leave together, up to this size. */
  private static final int CHUNK_BYTES = 64 * 1024;

  /** After the end of a broken stream so much is dropped before it is reset after all. */
  private static final long DROPPED_BYTES = 64L << 20;

  /**
   * What is the same of all requests of a stream.
   *
   * @param coding reads and writes its messages
   * @param call the call that opened the stream: its deadline is the stream's
   * @param counted told of each answer
   */
  record Terms(MessageCoding coding, Call call, StreamAnswers.Counted counted) {}

  /** So many groups are under way before others wait for company. */
  private static final int GROUPS = Runtime.getRuntime().availableProcessors();

  private static final Duration LONGEST_WAIT = Duration.ofMillis(10);

  private final StreamMethod<Q> method;
  private final Terms terms;
  private final Inlet<ByteString> in = Inlet.create("StreamCalls.in");
  private final Outlet<ChunkStreamPart> out = Outlet.create("StreamCalls.out");
  private final FlowShape<ByteString, ChunkStreamPart> shape = FlowShape.of(in, out);

  StreamCalls(StreamMethod<Q> method, Terms terms) {
    this.method = method;
    this.terms = terms;
  }

  @Override
  public FlowShape<ByteString, ChunkStreamPart> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  /** Answers to requests that began together, as frames. */
  private record Answered<Q>(List<StreamRequest<Q>> requests, ByteString frames) {}

  private final class Logic extends TimerGraphStageLogic {
    private final FrameSplitter input =
        new FrameSplitter(terms.coding().settings().maxMessageBytes());
    private final StreamAnswers<Q> answers =
        new StreamAnswers<>(method, terms.call(), terms.counted());
    private final WaitingRequests<Q> waiting = new WaitingRequests<>(method.limits().together());
    private final Queue<Answered<Q>> unsent = new ArrayDeque<>();
    private final AsyncCallback<Answered<Q>> answered = createAsyncCallback(this::onAnswered);

    /** Has come, and there is no room for it. */
    private @Nullable StreamRequest<Q> late;

    private int held;
    private long heldBytes;
    private int groups;
    private long dropped;
    private boolean noMore;
    private GrpcStatus end = GrpcStatus.OK;

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              add(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              goOn();
            }

            @Override
            public void onPull() {
              goOn();
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
    }

    private void add(ByteString bytes) {
      if (noMore) {
        dropped += bytes.size();
      } else {
        input.add(bytes);
      }
      goOn();
    }

    private void endRequests() {
      noMore = true;
      if (!input.isEmpty()) {
        end =
            new GrpcProtocolException(GrpcCode.INTERNAL, "The stream ended within a message")
                .status();
      }
    }

    private void onAnswered(Answered<Q> answer) {
      waiting.ended(answer.requests());
      groups -= isTogether(answer.requests()) ? 1 : 0;
      heldBytes += answer.frames().size() - bytes(answer.requests());
      unsent.add(answer);
      goOn();
    }

    @Override
    public void onTimer(Object longestWait) {
      begin(true);
    }

    /** Does all that can be done now. */
    private void goOn() {
      send();
      take();
      begin(false);
      if (isClosed(in) && late == null && !noMore) {
        endRequests();
      }
      if (noMore && held == 0 && !isClosed(out) && isAvailable(out)) {
        push(out, GrpcAnswer.last(end));
        complete(out);
      }
      readOn();
    }

    private void send() {
      if (!unsent.isEmpty() && isAvailable(out)) {
        ByteStringBuilder chunk = new ByteStringBuilder();
        do {
          Answered<Q> answer = unsent.remove();
          chunk.append(answer.frames());
          heldBytes -= answer.frames().size();
          held -= answer.requests().size();
        } while (!unsent.isEmpty()
            && chunk.length() + unsent.element().frames().size() <= CHUNK_BYTES);
        push(out, ChunkStreamPart.create(chunk.result()));
      }
    }

    /** Takes what has come whole, while there is room. */
    private void take() {
      try {
        while (!noMore) {
          if (late == null) {
            Optional<ByteString> frame = input.next();
            if (frame.isEmpty()) {
              return;
            }
            late = arrived(frame.get());
          }
          StreamRequest<Q> next = late;
          if (next == null || !hasRoom(next)) {
            return;
          }
          late = null;
          held++;
          heldBytes += next.bytes();
          waiting.add(next);
        }
      } catch (GrpcProtocolException broken) {
        noMore = true;
        end = broken.status();
      }
    }

    private StreamRequest<Q> arrived(ByteString frame) {
      Q request = terms.coding().read(frame, method.requestType());
      return new StreamRequest<>(
          request,
          method.kind(request, terms.call()),
          method.changes(request),
          frame.size(),
          System.nanoTime());
    }

    private boolean hasRoom(StreamRequest<Q> next) {
      return held == 0
          || (held < method.limits().calls()
              && heldBytes + next.bytes() <= method.limits().bytes());
    }

    /**
     * @param all also those that could wait for company
     */
    private void begin(boolean all) {
      List<StreamRequest<Q>> next = waiting.next(all || groups < GROUPS);
      while (!next.isEmpty()) {
        groups += isTogether(next) ? 1 : 0;
        answer(next);
        next = waiting.next(all || groups < GROUPS);
      }
      if (waiting.isEmpty()) {
        cancelTimer(LONGEST_WAIT);
      } else if (!isTimerActive(LONGEST_WAIT)) {
        scheduleOnce(LONGEST_WAIT, LONGEST_WAIT);
      }
    }

    private void answer(List<StreamRequest<Q>> requests) {
      CompletionStage<Void> _ =
          answers
              .to(requests)
              .thenAccept(messages -> {
                ByteStringBuilder frames = new ByteStringBuilder();
                messages.forEach(message -> frames.append(terms.coding().frame(message)));
                answered.invoke(new Answered<>(requests, frames.result()));
              });
    }

    /** Until the next chunk there is nothing to do but to wait for room. */
    private void readOn() {
      if (!hasBeenPulled(in) && !isClosed(in) && (noMore || late == null)) {
        if (dropped > DROPPED_BYTES) {
          cancel(in);
        } else {
          pull(in);
        }
      }
    }
  }

  private static boolean isTogether(List<? extends StreamRequest<?>> requests) {
    return requests.getFirst().kind().isPresent();
  }

  private static long bytes(List<? extends StreamRequest<?>> requests) {
    return requests.stream().mapToLong(StreamRequest::bytes).sum();
  }
}
