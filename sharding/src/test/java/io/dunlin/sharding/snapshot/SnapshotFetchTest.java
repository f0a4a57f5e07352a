package io.dunlin.sharding.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.snapshot.SnapshotFolder;
import io.dunlin.persistence.store.S3Access;
import io.dunlin.sharding.snapshot.Snapshots.Priority;
import io.dunlin.sharding.snapshot.Snapshots.Recovery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots from another node, over HTTP, and whom the key is shown to. */
class SnapshotFetchTest {
  private static final String KEY = "do-not-tell";
  private static final String TEXT = "what is in a snapshot is for other tests";

  @TempDir Path root;

  private final List<Optional<String>> keysShown = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;

  /** {@code /file} is one, {@code /moved} sends on to it, {@code /stalls} stops in its middle. */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", this::file);
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", location("/file"));
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext("/stalls", this::half);
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  /** Half of the file; the rest never comes. */
  private void half(HttpExchange exchange) throws IOException {
    byte[] bytes = TEXT.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
    exchange.getResponseBody().flush();
    try {
      over.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private void file(HttpExchange exchange) throws IOException {
    keysShown.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("api-key")));
    byte[] bytes = TEXT.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String location(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private Path fetch(String path, Optional<String> key) {
    return fetch(
        new SnapshotSource(new SnapshotFolder(root), S3Access.USUAL, Runnable::run), path, key);
  }

  private Path fetch(SnapshotSource source, String path, Optional<String> key) {
    return source
        .find(new Recovery(location(path), Priority.REPLICA, Optional.empty(), key))
        .toCompletableFuture()
        .join()
        .file();
  }

  private DunlinFailure refused(String path, String key) {
    return refused(() -> fetch(path, Optional.of(key)));
  }

  private static DunlinFailure refused(ThrowingCallable fetch) {
    Throwable thrown = catchThrowable(fetch);
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof DunlinException known) {
      return known.failure();
    }
    throw new AssertionError("not refused in a way that clients know", thrown);
  }

  @Test
  void theKeyIsShownToTheHostThatIsNamed() {
    assertThat(fetch("/file", Optional.of(KEY))).hasContent(TEXT);
    assertThat(keysShown).containsExactly(Optional.of(KEY));
  }

  @Test
  void aFileThatStopsToComeIsGivenUp() {
    SnapshotSource impatient =
        new SnapshotSource(
            new SnapshotFolder(root), S3Access.USUAL, Runnable::run, Duration.ofMillis(50));
    DunlinFailure failure = refused(() -> fetch(impatient, "/stalls", Optional.empty()));
    assertThat(failure).isInstanceOf(DunlinFailure.BadRequest.class);
    assertThat(failure.message()).contains("/stalls cannot be fetched").contains("nothing came");
  }

  @Test
  void whoHasNoKeyIsSentOn() {
    assertThat(fetch("/moved", Optional.empty())).hasContent(TEXT);
    assertThat(keysShown).containsExactly(Optional.empty());
  }

  @Test
  void theKeyIsNotSentOn() {
    assertThat(refused("/moved", KEY)).isInstanceOf(DunlinFailure.BadRequest.class);
    assertThat(keysShown).isEmpty();
  }

  @Test
  void aKeyThatNoHeaderCanHaveIsRefusedAndNotTold() {
    DunlinFailure failure = refused("/file", KEY + "\n");
    assertThat(failure).isInstanceOf(DunlinFailure.BadRequest.class);
    assertThat(failure.message()).contains("api_key").doesNotContain(KEY);
  }
}
