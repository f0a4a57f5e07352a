package io.dunlin.cluster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.dunlin.cluster.Node;
import io.dunlin.cluster.NodeInProcess;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.stub.ClientCalls;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.SnapshotsGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A started node, and a caller of it that knows nothing of Dunlin. Used by one thread. */
public final class ContractNode implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** What takes this long on a busy machine hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * The methods of the published client, by their full names; for the rest {@link StreamedCall}.
   */
  private static final Map<String, MethodDescriptor<Message, Message>> METHODS = methods();

  private final Node node;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private final ManagedChannel channel;

  private ContractNode(Node node) {
    this.node = node;
    this.address = "http://127.0.0.1:" + node.http().getPort();
    this.channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", node.grpc().getPort()).usePlaintext().build();
  }

  public static ContractNode start(Path data) throws Exception {
    return new ContractNode(NodeInProcess.start(data));
  }

  /** Sends the request and compares what comes back. */
  void check(Exchange exchange) throws IOException {
    if (exchange.overGrpc()) {
      checkCall(exchange);
    } else {
      checkRequest(exchange);
    }
  }

  // ---- REST ----

  public HttpResponse<String> send(String method, String target, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + target))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  private void checkRequest(Exchange exchange) throws IOException {
    HttpResponse<String> response = send(exchange.method(), exchange.target(), exchange.request());
    String body = response.body();
    assertThat(Integer.toString(response.statusCode()))
        .as("%s%n%s", exchange, body)
        .isEqualTo(exchange.status());
    if (exchange.note().equals("plain")) {
      assertThat(body.strip()).as("%s", exchange).contains(exchange.answer());
    } else if (exchange.note().equals("bare")) {
      same(exchange, json(body));
    } else if (exchange.note().equals("ids")) {
      same(exchange, ids(json(body).path("result")));
    } else if (exchange.succeeds()) {
      checkResult(exchange, json(body));
    } else {
      checkError(exchange, json(body));
    }
  }

  private static void checkResult(Exchange exchange, JsonNode body) {
    assertThat(body.path("status").asText()).as("%s%n%s", exchange, body).isEqualTo("ok");
    assertThat(body.path("time").isNumber()).as("%s%n%s", exchange, body).isTrue();
    if (!exchange.answer().isEmpty()) {
      same(exchange, body.path("result"));
    }
  }

  /** Of points in a list, which may be the answer or stand in it. */
  private static JsonNode ids(JsonNode result) {
    ArrayNode ids = JSON.createArrayNode();
    (result.has("points") ? result.get("points") : result)
        .forEach(point -> ids.add(point.get("id")));
    return ids;
  }

  private static void checkError(Exchange exchange, JsonNode body) {
    String error = body.at("/status/error").asText();
    assertThat(exchange.isExpected(error)).as("%s%nanswers %s", exchange, error).isTrue();
    assertThat(body.path("time").isNumber()).as("%s%n%s", exchange, body).isTrue();
    assertThat(body.has("result")).as("%s%n%s", exchange, body).isFalse();
  }

  private static void same(Exchange exchange, JsonNode actual) {
    assertThat(ExpectedJson.difference(json(exchange.answer()), actual))
        .as("%s%n%s", exchange, actual)
        .isEmpty();
  }

  // ---- gRPC ----

  static Collection<String> methodNames() {
    Set<String> names = new LinkedHashSet<>(METHODS.keySet());
    names.addAll(StreamedCall.METHODS.keySet());
    return names;
  }

  static boolean isStream(String method) {
    return StreamedCall.METHODS.containsKey(method);
  }

  /** Throws what the node refuses with. */
  Message call(String method, String request) {
    MethodDescriptor<Message, Message> descriptor =
        Objects.requireNonNull(METHODS.get(method), method);
    return ClientCalls.blockingUnaryCall(
        channel,
        descriptor,
        CallOptions.DEFAULT.withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS),
        message(descriptor, request));
  }

  private static Message message(MethodDescriptor<?, ?> method, String text) {
    DynamicMessage.Builder builder =
        DynamicMessage.newBuilder(
            ((ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
                .getMethodDescriptor()
                .getInputType());
    try {
      TextFormat.merge(text, builder);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(text, e);
    }
    return builder.build();
  }

  private void checkCall(Exchange exchange) {
    List<String> expected = StreamedCall.parts(exchange.answer());
    try {
      List<Message> answers =
          isStream(exchange.target())
              ? new StreamedCall(channel, exchange.target(), PATIENCE)
                  .answers(StreamedCall.parts(exchange.request()), expected.size())
              : List.of(call(exchange.target(), exchange.request()));
      assertThat(exchange.status()).as("%s%n%s", exchange, answers).isEqualTo("OK");
      assertThat(answers).as("%s", exchange).hasSameSizeAs(expected);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(ExpectedMessage.difference(expected.get(i), answers.get(i)))
            .as("%s%n%s", exchange, answers.get(i))
            .isEqualTo(Optional.empty());
      }
    } catch (StatusRuntimeException refused) {
      String error = Objects.requireNonNullElse(refused.getStatus().getDescription(), "");
      assertThat(refused.getStatus().getCode().name())
          .as("%s%n%s", exchange, error)
          .isEqualTo(exchange.status());
      assertThat(exchange.isExpected(error)).as("%s%nanswers %s", exchange, error).isTrue();
    }
  }

  @SuppressWarnings("unchecked") // the client's methods are all of messages
  private static Map<String, MethodDescriptor<Message, Message>> methods() {
    Map<String, MethodDescriptor<Message, Message>> methods = new LinkedHashMap<>();
    Stream.of(
            QdrantGrpc.getServiceDescriptor(),
            CollectionsGrpc.getServiceDescriptor(),
            PointsGrpc.getServiceDescriptor(),
            SnapshotsGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .forEach(method ->
            methods.put(method.getFullMethodName(), (MethodDescriptor<Message, Message>) method));
    return methods;
  }

  // ---- both ----

  /** Drops all collections, and with them their aliases. */
  void clear() throws IOException {
    for (JsonNode collection :
        json(send("GET", "/collections", "").body()).at("/result/collections")) {
      send("DELETE", "/collections/" + collection.get("name").asText(), "");
    }
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    node.close();
  }
}
