package io.dunlin.http.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import io.dunlin.http.error.GrpcCode;
import io.dunlin.persistence.model.PointId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one stream: starts each as it comes while there is room for it, and sends
 * the answers as they are done. Where there is no room nothing is read, so that HTTP/2's own flow
 * control makes the client wait; an answer takes room until it has been sent, so a client that does
 * not read is not read from either.
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
   * @param encoding the client's {@code grpc-encoding}; who compresses gets compressed answers
   * @param maxMessageBytes the largest message taken
   * @param call the call that opened the stream: its deadline is the stream's
   * @param counted told of each answer
   */
  record Terms(Optional<String> encoding, int maxMessageBytes, Call call, Counted counted) {}

  /** Counts answers by their status; any thread may. */
  @FunctionalInterface
  interface Counted {
    /**
     * @param startNanos {@link System#nanoTime} when the request had come whole
     */
    void answered(GrpcStatus status, long startNanos);
  }

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

  /** A request that has come whole. */
  private record Arrived<Q>(Q request, Set<PointId> changes, int bytes, long at) {}

  /** A request's answer, as a frame. */
  private record Answered<Q>(Arrived<Q> arrived, ByteString frame) {}

  private final class Logic extends GraphStageLogic {
    private final FrameSplitter input = new FrameSplitter(terms.maxMessageBytes());
    private final Queue<ByteString> unsent = new ArrayDeque<>();
    private final Set<PointId> changing = new HashSet<>();
    private final AsyncCallback<Answered<Q>> answered = createAsyncCallback(this::onAnswered);
    private @Nullable Arrived<Q> waiting;
    private int underway;
    private long heldBytes;
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
              take(grab(in));
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

    private void take(ByteString bytes) {
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
      changing.removeAll(answer.arrived().changes());
      heldBytes += answer.frame().size() - answer.arrived().bytes();
      unsent.add(answer.frame());
      goOn();
    }

    /** Does all that can be done now. */
    private void goOn() {
      send();
      start();
      if (isClosed(in) && waiting == null && !noMore) {
        endRequests();
      }
      if (noMore && underway == 0 && waiting == null && !isClosed(out) && isAvailable(out)) {
        push(out, GrpcAnswer.last(end));
        complete(out);
      }
      readOn();
    }

    private void send() {
      if (!unsent.isEmpty() && isAvailable(out)) {
        ByteStringBuilder chunk = new ByteStringBuilder();
        do {
          ByteString frame = unsent.remove();
          chunk.append(frame);
          heldBytes -= frame.size();
          underway--;
        } while (!unsent.isEmpty() && chunk.length() + unsent.element().size() <= CHUNK_BYTES);
        push(out, ChunkStreamPart.create(chunk.result()));
      }
    }

    private void start() {
      try {
        while (!noMore) {
          if (waiting == null) {
            Optional<ByteString> frame = input.next();
            if (frame.isEmpty()) {
              return;
            }
            waiting = arrived(frame.get());
          }
          Arrived<Q> next = waiting;
          if (next == null || !hasRoom(next)) {
            return;
          }
          waiting = null;
          begin(next);
        }
      } catch (GrpcProtocolException broken) {
        noMore = true;
        end = broken.status();
      }
    }

    private Arrived<Q> arrived(ByteString frame) {
      Q request = parsed(GrpcFrame.message(frame, terms.encoding(), terms.maxMessageBytes()));
      return new Arrived<>(request, method.changes(request), frame.size(), System.nanoTime());
    }

    private boolean hasRoom(Arrived<Q> next) {
      return underway == 0
          || (underway < method.limits().calls()
              && heldBytes + next.bytes() <= method.limits().bytes()
              && Collections.disjoint(next.changes(), changing));
    }

    private void begin(Arrived<Q> next) {
      underway++;
      heldBytes += next.bytes();
      changing.addAll(next.changes());
      CompletionStage<Void> _ =
          answer(next)
              .handle((answer, failure) -> {
                GrpcStatus status = failure == null ? GrpcStatus.OK : GrpcStatus.of(failure);
                terms.counted().answered(status, next.at());
                return answer == null ? method.refusal(next.request(), status) : answer;
              })
              .thenAccept(answer ->
                  answered.invoke(
                      new Answered<>(next, GrpcAnswer.frame(answer, terms.encoding()))));
    }

    private CompletionStage<? extends MessageLite> answer(Arrived<Q> next) {
      try {
        return method.answer(next.request(), call(next));
      } catch (RuntimeException e) {
        return CompletableFuture.failedStage(e);
      }
    }

    /** Until the next chunk there is nothing to do but to wait for room. */
    private void readOn() {
      if (!hasBeenPulled(in) && !isClosed(in) && (noMore || waiting == null)) {
        if (dropped > DROPPED_BYTES) {
          cancel(in);
        } else {
          pull(in);
        }
      }
    }
  }

  private Q parsed(ByteBuffer message) {
    try {
      @SuppressWarnings("unchecked") // a message's own parser yields messages of its class
      Q request = (Q) method.requestType().getParserForType().parseFrom(message);
      return request;
    } catch (InvalidProtocolBufferException e) {
      throw new GrpcProtocolException(
          GrpcCode.INTERNAL, "A message of the stream cannot be read: " + e.getMessage());
    }
  }

  private Call call(Arrived<Q> arrived) {
    Call stream = terms.call();
    Optional<Duration> left =
        stream
            .deadline()
            .map(deadline -> deadline.minusNanos(arrived.at() - stream.startNanos()))
            .map(rest -> rest.isPositive() ? rest : Duration.ofNanos(1));
    Optional<Duration> own = method.timeout(arrived.request());
    return new Call(
        arrived.at(),
        own.filter(time -> left.isEmpty() || time.compareTo(left.get()) < 0).or(() -> left),
        stream.defaultTimeout(),
        stream.headers());
  }
}
