package io.dunlin.cluster.proof;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Over HTTP with {@code wait=true}. */
record RestPointWriter(RestClient client, String collection) implements PointWriter {
  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public void upsert(List<Long> keys, PointState state) throws Exception {
    String points =
        list(
            keys,
            key ->
                "{\"id\":%s,\"vector\":%s,\"payload\":{\"version\":%d}}"
                    .formatted(id(key), Arrays.toString(state.vector(key)), state.version()));
    send("PUT", "", "{\"points\":%s}".formatted(points));
  }

  @Override
  public void delete(List<Long> keys) throws Exception {
    send("POST", "/delete", "{\"points\":%s}".formatted(list(keys, RestPointWriter::id)));
  }

  @Override
  public void note(List<Long> keys, long note) throws Exception {
    send(
        "POST",
        "/payload",
        "{\"payload\":{\"note\":%d},\"points\":%s}"
            .formatted(note, list(keys, RestPointWriter::id)));
  }

  private static String list(List<Long> keys, LongFunction<String> item) {
    return keys.stream().map(item::apply).collect(Collectors.joining(",", "[", "]"));
  }

  private static String id(long key) {
    return PointState.isNumber(key) ? Long.toString(key) : "\"" + PointState.uuid(key) + "\"";
  }

  private void send(String method, String path, String body) throws IOException, RefusedException {
    RestClient.Answer answer =
        client.send(method, "/collections/" + collection + "/points" + path + "?wait=true", body);
    if (answer.status() == TOO_MANY_REQUESTS) {
      throw new RefusedException(answer.body());
    }
    if (answer.status() != 200 || !answer.body().contains("\"completed\"")) {
      throw new IllegalStateException(answer.toString());
    }
  }
}
