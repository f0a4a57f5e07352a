package io.dunlin.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.index.file.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Objects that others have put into a bucket, on a way to it that may break. */
class BucketObjectTest {
  private static final S3Patience SHORT =
      new S3Patience(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(20), 3);
  private static final String KEY = "backups/größe.snapshot";
  private static final String SECRET = "do-not-tell";

  private static S3Server server;
  private static FaultyWay way;

  @TempDir Path folder;
  private final byte[] bytes = new byte[3_000_000];

  @BeforeAll
  static void startServer() throws Exception {
    server = new S3Server();
    way = new FaultyWay(server.port());
  }

  @AfterAll
  static void stopServer() throws Exception {
    way.close();
    server.stop();
  }

  @BeforeEach
  void put() {
    new Random(7).nextBytes(bytes);
    put(Map.of());
    way.plan(request -> Fault.NONE);
  }

  private void put(Map<String, String> metadata) {
    server
        .client()
        .putObject(
            put -> put.bucket(S3Server.BUCKET).key(KEY).metadata(metadata),
            RequestBody.fromBytes(bytes));
  }

  private static S3Access access() {
    SegmentStoreSettings.S3 known = S3Server.settings("", way.port());
    return new S3Access(known.endpoint(), known.region(), known.pathStyle(), known.credentials());
  }

  private static BucketObject object(String bucket, String key) {
    return new BucketObject(access(), bucket, key, SHORT);
  }

  private Path file() {
    return folder.resolve("fetched");
  }

  @Test
  void comesWholeHoweverOftenItsConnectionBreaks() throws IOException {
    AtomicInteger gets = new AtomicInteger();
    way.plan(request ->
        request.startsWith("GET") && gets.incrementAndGet() < 3
            ? new Fault.CutAnswer(1_000_000)
            : Fault.NONE);
    AtomicLong announced = new AtomicLong();
    object(S3Server.BUCKET, KEY).fetch(file(), announced::set);
    assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
    assertThat(announced).hasValue(bytes.length);
    assertThat(gets).hasValue(3);
  }

  @Test
  void whatIsRefusedByItsLengthIsNotFetched() {
    assertThatThrownBy(() ->
            object(S3Server.BUCKET, KEY)
                .fetch(
                    file(),
                    length -> {
                      throw new IOException("no room for " + length);
                    }))
        .hasMessage("no room for " + bytes.length);
    assertThat(way.requests()).noneMatch(request -> request.startsWith("GET"));
  }

  @Test
  void hasTheHashThatWasRecorded() {
    put(Map.of("dunlin-sha256", "0".repeat(64)));
    assertThatThrownBy(() -> object(S3Server.BUCKET, KEY).fetch(file(), _ -> {}))
        .isInstanceOf(CorruptFileException.class);
  }

  @Test
  void whatIsNotThereIsToldApartFromWhatMayNotBeRead() {
    assertThatThrownBy(() -> object(S3Server.BUCKET, "none").fetch(file(), _ -> {}))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(refused(object("no-such-bucket", KEY)).answer()).startsWith("status 404");
    S3Access wrong =
        new S3Access(
            access().endpoint(),
            access().region(),
            true,
            new S3Credentials.Keys("identity", SECRET, Optional.empty()));
    StoreRefusedException refused = refused(new BucketObject(wrong, S3Server.BUCKET, KEY, SHORT));
    assertThat(refused.answer()).startsWith("status 403");
    assertThat(refused).hasMessageNotContaining(SECRET);
    assertThat(wrong.toString()).doesNotContain(SECRET);
  }

  private StoreRefusedException refused(BucketObject object) {
    return catchThrowableOfType(StoreRefusedException.class, () -> object.fetch(file(), _ -> {}));
  }

  @Test
  void namesThatNoneCanHaveAreRefusedAtOnce() {
    assertThatThrownBy(() -> object("Not a Bucket", KEY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> object(S3Server.BUCKET, ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> object(S3Server.BUCKET, "folder/"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
