package io.dunlin.cluster.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that finds longer texts better, or answers with the status that it is told. */
final class StubReranker implements AutoCloseable {
  private static final int OK = 200;

  private final HttpServer server;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile int status = OK;

  StubReranker() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var _ = server.createContext("/rerank", this::judge);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/rerank";
  }

  /** From now on every call is answered so. */
  void answerWith(int other) {
    status = other;
  }

  int calls() {
    return calls.get();
  }

  private void judge(HttpExchange exchange) throws IOException {
    try (exchange) {
      var _ = calls.incrementAndGet();
      JsonNode asked =
          RestClient.parse(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      StringJoiner scores = new StringJoiner(",", "[", "]");
      for (int i = 0; i < asked.path("texts").size(); i++) {
        int score = asked.path("texts").get(i).asText().length();
        scores.add("{\"index\":%d,\"score\":%d}".formatted(i, score));
      }
      byte[] body = scores.toString().getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
