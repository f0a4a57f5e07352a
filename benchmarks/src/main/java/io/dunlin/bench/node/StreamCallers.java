package io.dunlin.bench.node;

import com.google.protobuf.Message;
import io.dunlin.v1.SearchAnswer;
import io.dunlin.v1.SearchRequest;
import io.dunlin.v1.UpsertAnswer;
import io.dunlin.v1.UpsertRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The four ways to call a node that are compared. */
final class StreamCallers {
  private static final MethodDescriptor<SearchRequest, SearchAnswer> SEARCH =
      method("Search", SearchRequest.getDefaultInstance(), SearchAnswer.getDefaultInstance());
  private static final MethodDescriptor<UpsertRequest, UpsertAnswer> UPSERT =
      method("Upsert", UpsertRequest.getDefaultInstance(), UpsertAnswer.getDefaultInstance());

  private static final int QUERIES = 1000;
  private static final int BATCH = 500;

  private final String collection;
  private final int dimension;
  private final int points;
  private final List<QueryPoints> queries = new ArrayList<>();
  private final Random random = new Random(7);

  /** Told of each answer, or why there is none. */
  interface Done {
    void done(@Nullable Throwable failure);
  }

  /** Sends one message after the other. */
  interface Caller {
    void begin(Done done);

    void send();

    void end();
  }

  StreamCallers(String collection, int dimension, int points) {
    this.collection = collection;
    this.dimension = dimension;
    this.points = points;
    for (int i = 0; i < QUERIES; i++) {
      queries.add(
          QueryPoints.newBuilder()
              .setCollectionName(collection)
              .setQuery(QueryFactory.nearest(vector()))
              .setLimit(10)
              .build());
    }
  }

  /** The points that are searched. */
  void fill(Channel channel) {
    for (int from = 0; from < points; from += BATCH) {
      UpsertPoints.Builder batch = request();
      for (int id = from; id < Math.min(points, from + BATCH); id++) {
        batch.addPoints(point(id));
      }
      var _ =
          ClientCalls.blockingUnaryCall(
              channel, PointsGrpc.getUpsertMethod(), CallOptions.DEFAULT, batch.build());
    }
  }

  Caller unarySearches(Channel channel) {
    return new Unary<>(channel, PointsGrpc.getQueryMethod(), this::query);
  }

  Caller streamedSearches(Channel channel) {
    return new Streamed<>(
        channel,
        SEARCH,
        number -> SearchRequest.newBuilder().setId(number).setQuery(query(number)).build());
  }

  Caller unaryUpserts(Channel channel) {
    return new Unary<>(channel, PointsGrpc.getUpsertMethod(), this::upsert);
  }

  Caller streamedUpserts(Channel channel) {
    return new Streamed<>(
        channel,
        UPSERT,
        number -> UpsertRequest.newBuilder().setId(number).setUpsert(upsert(number)).build());
  }

  private QueryPoints query(long number) {
    return queries.get((int) (number % QUERIES));
  }

  /** Of points that are there: the collection does not grow while it is measured. */
  private UpsertPoints upsert(long number) {
    return request().addPoints(point(number % points)).build();
  }

  private UpsertPoints.Builder request() {
    return UpsertPoints.newBuilder().setCollectionName(collection).setWait(true);
  }

  private PointStruct point(long id) {
    return PointStruct.newBuilder()
        .setId(PointIdFactory.id(id))
        .setVectors(VectorsFactory.vectors(vector()))
        .build();
  }

  private float[] vector() {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      String name, Q request, A answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
        .setFullMethodName("dunlin.v1.Streams/" + name)
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(answer))
        .build();
  }

  private static final class Unary<Q, A> implements Caller {
    private final Channel channel;
    private final MethodDescriptor<Q, A> method;
    private final LongFunction<Q> requests;
    private Done done = _ -> {};
    private long sent;

    Unary(Channel channel, MethodDescriptor<Q, A> method, LongFunction<Q> requests) {
      this.channel = channel;
      this.method = method;
      this.requests = requests;
    }

    @Override
    public void begin(Done told) {
      done = told;
    }

    @Override
    public void send() {
      ClientCalls.asyncUnaryCall(
          channel.newCall(method, CallOptions.DEFAULT),
          requests.apply(sent++),
          new StreamObserver<A>() {
            @Override
            public void onNext(A answer) {}

            @Override
            public void onError(Throwable failure) {
              done.done(failure);
            }

            @Override
            public void onCompleted() {
              done.done(null);
            }
          });
    }

    @Override
    public void end() {}
  }

  private static final class Streamed<Q, A> implements Caller {
    private final Channel channel;
    private final MethodDescriptor<Q, A> method;
    private final LongFunction<Q> requests;
    private @Nullable StreamObserver<Q> stream;
    private long sent;

    Streamed(Channel channel, MethodDescriptor<Q, A> method, LongFunction<Q> requests) {
      this.channel = channel;
      this.method = method;
      this.requests = requests;
    }

    @Override
    public void begin(Done done) {
      stream =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(method, CallOptions.DEFAULT),
              new StreamObserver<A>() {
                @Override
                public void onNext(A answer) {
                  done.done(failure(answer));
                }

                @Override
                public void onError(Throwable failure) {
                  done.done(failure);
                }

                @Override
                public void onCompleted() {}
              });
    }

    private static @Nullable Throwable failure(Object answer) {
      boolean failed =
          switch (answer) {
            case SearchAnswer search -> search.hasFailure();
            case UpsertAnswer upsert -> upsert.hasFailure();
            default -> true;
          };
      return failed ? new IllegalStateException(answer.toString()) : null;
    }

    @Override
    public void send() {
      StreamObserver<Q> open = stream;
      if (open != null) {
        open.onNext(requests.apply(sent++));
      }
    }

    @Override
    public void end() {
      StreamObserver<Q> open = stream;
      if (open != null) {
        open.onCompleted();
      }
    }
  }
}
