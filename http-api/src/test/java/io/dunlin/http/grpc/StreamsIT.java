package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.dunlin.v1.Change;
import io.dunlin.v1.ChangesEvent;
import io.dunlin.v1.ChangesRequest;
import io.dunlin.v1.ChangesRequest.Present;
import io.dunlin.v1.PointSet;
import io.dunlin.v1.SearchAnswer;
import io.dunlin.v1.SearchRequest;
import io.dunlin.v1.UpsertAnswer;
import io.dunlin.v1.UpsertRequest;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dunlin's own streams, spoken to by gRPC's own client. */
class StreamsIT extends BooksClient {
  private static final MethodDescriptor<SearchRequest, SearchAnswer> SEARCH =
      method("Search", SearchRequest.getDefaultInstance(), SearchAnswer.getDefaultInstance());
  private static final MethodDescriptor<UpsertRequest, UpsertAnswer> UPSERT =
      method("Upsert", UpsertRequest.getDefaultInstance(), UpsertAnswer.getDefaultInstance());

  private static final MethodDescriptor<ChangesRequest, ChangesEvent> CHANGES =
      method("Changes", ChangesRequest.getDefaultInstance(), ChangesEvent.getDefaultInstance());

  private ManagedChannel channel;

  @BeforeEach
  void connect() {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void queriesAreAnsweredAsTheUnaryMethodAnswersThem() throws Exception {
    Received<SearchAnswer> received = new Received<>();
    StreamObserver<SearchRequest> requests = call(SEARCH, received);
    List<QueryPoints> queries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      QueryPoints query =
          QueryPoints.newBuilder()
              .setCollectionName(BOOKS)
              .setQuery(nearest(i % 10, i % 7))
              .setLimit(1 + i % 3)
              .build();
      queries.add(query);
      requests.onNext(SearchRequest.newBuilder().setId(i).setQuery(query).build());
    }
    requests.onCompleted();
    Map<Long, SearchAnswer> answers = new HashMap<>();
    for (int i = 0; i < queries.size(); i++) {
      SearchAnswer answer = received.next();
      assertThat(answers.put(answer.getId(), answer)).isNull();
    }
    assertThat(received.end()).isEqualTo(Status.Code.OK);
    for (int i = 0; i < queries.size(); i += 50) {
      assertThat(Objects.requireNonNull(answers.get((long) i)).getResult().getResultList())
          .isEqualTo(get(client.queryAsync(queries.get(i))));
    }
  }

  @Test
  void aQueryThatFailsDoesNotEndTheStream() throws Exception {
    Received<SearchAnswer> received = new Received<>();
    StreamObserver<SearchRequest> requests = call(SEARCH, received);
    requests.onNext(search(1, "no such", 1, 1));
    SearchAnswer unknown = received.next();
    assertThat(unknown.getId()).isEqualTo(1);
    assertThat(unknown.getFailure().getCode()).isEqualTo(Status.Code.NOT_FOUND.value());
    assertThat(unknown.getFailure().getMessage()).contains("no such");
    requests.onNext(search(2, BOOKS, 1, 1, 1));
    assertThat(received.next().getFailure().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    requests.onNext(search(3, BOOKS, 1, 1).toBuilder().setTimeoutMs(0).build());
    assertThat(received.next().getFailure().getMessage()).contains("timeout_ms");
    requests.onNext(search(4, BOOKS, 1, 1).toBuilder().setToken("new").build());
    SearchAnswer found = received.next();
    assertThat(found.getResult().getResultCount()).isEqualTo(3);
    assertThat(found.getToken()).isNotEmpty();
    requests.onCompleted();
    assertThat(received.end()).isEqualTo(Status.Code.OK);
  }

  @Test
  void aQueryIsExplainedWhereItOrItsStreamAsksForThat() throws Exception {
    Received<SearchAnswer> plain = new Received<>();
    StreamObserver<SearchRequest> requests = call(SEARCH, plain);
    requests.onNext(search(1, BOOKS, 1, 1));
    assertThat(plain.next().hasExplain()).isFalse();
    requests.onNext(search(2, BOOKS, 1, 1).toBuilder().setExplain(true).build());
    assertThat(plain.next().getExplain()).startsWith("{\"time\":").contains("\"steps\":[");
    requests.onCompleted();
    assertThat(plain.end()).isEqualTo(Status.Code.OK);

    Metadata explain = new Metadata();
    explain.put(Metadata.Key.of("dunlin-explain", Metadata.ASCII_STRING_MARSHALLER), "true");
    Received<SearchAnswer> explained = new Received<>();
    requests =
        ClientCalls.asyncBidiStreamingCall(
            ClientInterceptors.intercept(
                    channel, MetadataUtils.newAttachHeadersInterceptor(explain))
                .newCall(SEARCH, CallOptions.DEFAULT),
            explained);
    requests.onNext(search(1, BOOKS, 1, 1));
    assertThat(explained.next().hasExplain()).isTrue();
    requests.onNext(search(2, BOOKS, 1, 1).toBuilder().setExplain(false).build());
    assertThat(explained.next().hasExplain()).isFalse();
    requests.onCompleted();
    assertThat(explained.end()).isEqualTo(Status.Code.OK);
  }

  @Test
  void pointsAreUpsertedAndEachRequestIsAnswered() throws Exception {
    Received<UpsertAnswer> received = new Received<>();
    StreamObserver<UpsertRequest> requests = call(UPSERT, received);
    int count = 300;
    for (int i = 0; i < count; i++) {
      // Every point twice, one right after the other: the second is the one that stays.
      requests.onNext(upsert(i, BOOKS, 100 + i / 2, i));
    }
    requests.onNext(upsert(count, "no such", 1, 1));
    requests.onCompleted();
    long tokens = 0;
    for (int i = 0; i <= count; i++) {
      UpsertAnswer answer = received.next();
      assertThat(answer.hasFailure()).isEqualTo(answer.getId() == count);
      tokens += answer.hasToken() ? 1 : 0;
    }
    assertThat(received.end()).isEqualTo(Status.Code.OK);
    assertThat(tokens).isEqualTo(count);
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(3 + count / 2);
    assertThat(
            get(client.retrieveAsync(BOOKS, List.of(id(100), id(249)), false, true, null)).stream()
                .map(point -> point.getVectors().getVector().getDense().getData(0)))
        .containsExactlyInAnyOrder(1f, 299f);
  }

  @Test
  void pointsWithoutIdsGetOneWhereTheRequestAsksForIt() throws Exception {
    Received<UpsertAnswer> received = new Received<>();
    StreamObserver<UpsertRequest> requests = call(UPSERT, received);
    UpsertRequest.Builder asked = upsert(1, BOOKS, 100, 5).toBuilder().setAutoId(true);
    PointStruct unnamed = PointStruct.newBuilder().setVectors(vectors(List.of(6f, 1f))).build();
    asked.getUpsertBuilder().addPoints(unnamed).addPoints(unnamed);
    requests.onNext(asked.build());
    UpsertAnswer answer = received.next();
    assertThat(answer.getIdsList()).hasSize(3).doesNotHaveDuplicates().startsWith(id(100));
    assertThat(get(client.retrieveAsync(BOOKS, answer.getIdsList(), false, false, null)))
        .hasSize(3);
    requests.onNext(asked.setId(2).setAutoId(false).build());
    assertThat(received.next().getFailure().getMessage()).contains("id is empty");
    asked.getUpsertBuilder().setUpdateMode(UpdateMode.UpdateOnly);
    requests.onNext(asked.setId(3).setAutoId(true).build());
    assertThat(received.next().getFailure().getMessage()).contains("auto_id");
    requests.onCompleted();
    assertThat(received.end()).isEqualTo(Status.Code.OK);
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(3 + 3);
  }

  @Test
  void aMessageThatIsTooLargeEndsTheStreamWithAStatus() throws Exception {
    Received<UpsertAnswer> received = new Received<>();
    StreamObserver<UpsertRequest> requests = call(UPSERT, received);
    requests.onNext(upsert(1, BOOKS, 1, 1));
    assertThat(received.next().getId()).isEqualTo(1);
    UpsertPoints.Builder many = UpsertPoints.newBuilder().setCollectionName(BOOKS);
    for (int i = 0; i < 60_000; i++) {
      many.addPoints(
          PointStruct.newBuilder().setId(id(i)).setVectors(vectors(List.of(0f, 1f))).build());
    }
    requests.onNext(UpsertRequest.newBuilder().setId(2).setUpsert(many).build());
    assertThat(received.end()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void changesAreToldFromThePointsThatAreThereOnAndAgainFromAToken() throws Exception {
    Received<ChangesEvent> received = new Received<>();
    Context.CancellableContext first = Context.current().withCancellation();
    first.run(() ->
        changes(ChangesRequest.newBuilder().setPresent(Present.getDefaultInstance()), received));
    ChangesEvent present = received.next();
    assertThat(present.getPresent().getPointsCount()).isEqualTo(3);
    assertThat(present.getPresent().getLast()).isTrue();
    get(client.deleteAsync(BOOKS, List.of(id(1))));
    get(
        client.upsertAsync(
            BOOKS,
            List.of(
                PointStruct.newBuilder()
                    .setId(id(9))
                    .setVectors(vectors(List.of(1f, 2f)))
                    .putPayload("n", value(7))
                    .build())));
    ChangesEvent removed = nextChanges(received);
    assertThat(removed.getChanges().getChanges(0).getRemoved()).isEqualTo(id(1));
    Change set = nextChanges(received).getChanges().getChanges(0);
    assertThat(set.getSet().getId()).isEqualTo(id(9));
    assertThat(set.getSet().getPayloadMap()).containsEntry("n", value(7));
    first.cancel(null);
    Received<ChangesEvent> again = new Received<>();
    changes(
        ChangesRequest.newBuilder()
            .setToken(removed.getToken())
            .setWithVectors(WithVectorsSelector.newBuilder().setEnable(true)),
        again);
    PointSet told = nextChanges(again).getChanges().getChanges(0).getSet();
    assertThat(told.getVectors().getVector().getDense().getDataList()).containsExactly(1f, 2f);
    server.collections().drop(BOOKS, Duration.ofSeconds(1));
    Object end = again.last();
    assertThat(end).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void aFeedThatCannotBeOpenedSaysWhy() throws Exception {
    assertThat(refused(ChangesRequest.newBuilder().setCollectionName("no such")))
        .isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refused(ChangesRequest.newBuilder().setCollectionName(BOOKS).setToken("none")))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused(ChangesRequest.newBuilder().setCollectionName(BOOKS).setHeartbeatMs(1)))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private Status.Code refused(ChangesRequest.Builder request) throws Exception {
    Received<ChangesEvent> received = new Received<>();
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(CHANGES, CallOptions.DEFAULT), request.build(), received);
    return received.end();
  }

  private void changes(ChangesRequest.Builder request, Received<ChangesEvent> received) {
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(CHANGES, CallOptions.DEFAULT),
        request.setCollectionName(BOOKS).build(),
        received);
  }

  private static ChangesEvent nextChanges(Received<ChangesEvent> received) throws Exception {
    ChangesEvent event = received.next();
    while (!event.hasChanges()) {
      event = received.next();
    }
    return event;
  }

  @Test
  void streamsAreCountedByTheirMessages() throws Exception {
    Received<SearchAnswer> received = new Received<>();
    StreamObserver<SearchRequest> requests = call(SEARCH, received);
    int before = counted();
    requests.onNext(search(1, BOOKS, 1, 1));
    requests.onNext(search(2, BOOKS, 1, 1));
    received.next();
    received.next();
    assertThat(counted()).isEqualTo(before + 2);
    requests.onCompleted();
    assertThat(received.end()).isEqualTo(Status.Code.OK);
  }

  private static int counted() {
    return (int)
        server.counted().stream()
            .filter(one -> one.endpoint().equals("/dunlin.v1.Streams/Search"))
            .count();
  }

  private static SearchRequest search(long number, String collection, float... vector) {
    return SearchRequest.newBuilder()
        .setId(number)
        .setQuery(QueryPoints.newBuilder().setCollectionName(collection).setQuery(nearest(vector)))
        .build();
  }

  private static UpsertRequest upsert(long number, String collection, long point, float first) {
    return UpsertRequest.newBuilder()
        .setId(number)
        .setUpsert(
            UpsertPoints.newBuilder()
                .setCollectionName(collection)
                .setWait(true)
                .addPoints(
                    PointStruct.newBuilder()
                        .setId(id(point))
                        .setVectors(vectors(List.of(first, 1f)))))
        .build();
  }

  private <Q, A> StreamObserver<Q> call(MethodDescriptor<Q, A> method, Received<A> received) {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(method, CallOptions.DEFAULT), received);
  }

  private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
      String name, Q request, A answer) {
    return MethodDescriptor.<Q, A>newBuilder()
        .setType(
            name.equals("Changes")
                ? MethodDescriptor.MethodType.SERVER_STREAMING
                : MethodDescriptor.MethodType.BIDI_STREAMING)
        .setFullMethodName("dunlin.v1.Streams/" + name)
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(answer))
        .build();
  }

  /** What a stream sends, one after the other. */
  private static final class Received<A> implements StreamObserver<A> {
    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

    @SuppressWarnings("unchecked") // all that is not its end is an answer
    A next() throws InterruptedException {
      Object one = received.poll(20, TimeUnit.SECONDS);
      assertThat(one).isInstanceOf(Message.class);
      return (A) one;
    }

    /** How the stream ended; what comes before is passed over. */
    Object last() throws InterruptedException {
      Object one = received.poll(20, TimeUnit.SECONDS);
      while (one instanceof Message) {
        one = received.poll(20, TimeUnit.SECONDS);
      }
      assertThat(one).isNotNull();
      return one;
    }

    Status.Code end() throws InterruptedException {
      Object one = received.poll(20, TimeUnit.SECONDS);
      assertThat(one).isInstanceOf(Status.Code.class);
      return (Status.Code) one;
    }

    @Override
    public void onNext(A answer) {
      received.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      received.add(((StatusRuntimeException) failure).getStatus().getCode());
    }

    @Override
    public void onCompleted() {
      received.add(Status.Code.OK);
    }
  }
}
