package io.dunlin.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.file.CorruptFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3SegmentStoreTest extends SegmentStoreContract {
  private static final S3Patience SHORT =
      new S3Patience(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(20), 3);
  private static final int TWO_PARTS = (16 << 20) + 12_345;

  private static S3Server server;
  private static FaultyWay way;

  private final String prefix = "some/" + UUID.randomUUID();
  private SegmentStore store;

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
  void openStore() {
    way.plan(request -> Fault.NONE);
    store = open(S3Server.settings(prefix, way.port()));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private static SegmentStore open(SegmentStoreSettings.S3 settings) {
    return new S3SegmentStore(settings, TransferRates.UNLIMITED, SHORT);
  }

  @Override
  SegmentStore store() {
    return store;
  }

  @Override
  SegmentStore open(TransferRates rates) {
    return new S3SegmentStore(S3Server.settings(prefix, way.port()), rates, SHORT);
  }

  @Override
  void seed(List<String> names) {
    for (String name : names) {
      server
          .client()
          .putObject(
              put -> put.bucket(S3Server.BUCKET).key(key(name)), RequestBody.fromString("1"));
    }
  }

  @Override
  void damage(String name, int position) {
    var object =
        server.client().getObjectAsBytes(get -> get.bucket(S3Server.BUCKET).key(key(name)));
    byte[] bytes = object.asByteArray();
    bytes[position] ^= 0x10;
    server
        .client()
        .putObject(
            put ->
                put.bucket(S3Server.BUCKET).key(key(name)).metadata(object.response().metadata()),
            RequestBody.fromBytes(bytes));
  }

  @Override
  int unfinished() {
    return server
        .client()
        .listMultipartUploads(list -> list.bucket(S3Server.BUCKET).prefix(key("")))
        .uploads()
        .size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p"})
  void thePrefixMayBeShort(String other) throws IOException {
    try (SegmentStore there = open(S3Server.settings(other, way.port()))) {
      there.put(shard, file("a.seg", 10));
      assertThat(there.shards()).contains(shard);
      there.get(shard, "a.seg", target);
      there.drop(shard);
    }
  }

  @Test
  void aLargerFileGoesInPartsAndComesInRanges() throws IOException {
    store.put(shard, file("a.seg", TWO_PARTS));
    assertThat(way.requests()).filteredOn(line -> line.contains("partNumber=")).hasSize(2);

    way.plan(request -> Fault.NONE);
    store.get(shard, "a.seg", target);
    assertThat(way.requests()).filteredOn(line -> line.startsWith("GET")).hasSize(2);
  }

  @Test
  void aDownloadGoesOnWhereTheConnectionBroke() throws IOException {
    Path file = file("a.seg", TWO_PARTS);
    store.put(shard, file);
    AtomicInteger gets = new AtomicInteger();
    way.plan(request ->
        request.startsWith("GET") && gets.incrementAndGet() % 2 == 1
            ? new Fault.CutAnswer(1_000_000)
            : Fault.NONE);

    assertThat(store.get(shard, "a.seg", target)).hasSameBinaryContentAs(file);
    // The last range is shorter than what passes.
    assertThat(gets.get()).isEqualTo(3);
  }

  @Test
  void aDownloadThatNeverComesToAnEndFails() throws IOException {
    store.put(shard, file("a.seg", 200_000));
    way.plan(request -> request.startsWith("GET") ? new Fault.CutAnswer(0) : Fault.NONE);

    assertThatThrownBy(() -> store.get(shard, "a.seg", target))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("byte 0 of 200000");
    assertThat(filesIn(target)).isEmpty();
  }

  @Test
  void aByteHurtOnTheWayIsReadAgain() throws IOException {
    Path file = file("a.seg", 200_000);
    store.put(shard, file);
    AtomicInteger gets = new AtomicInteger();
    way.plan(request ->
        request.startsWith("GET") && gets.incrementAndGet() == 1
            ? new Fault.HurtAnswer(123_456)
            : Fault.NONE);

    assertThat(store.get(shard, "a.seg", target)).hasSameBinaryContentAs(file);
    assertThat(gets.get()).isEqualTo(2);
  }

  @Test
  void bytesThatAreHurtEveryTimeAreNotServed() throws IOException {
    store.put(shard, file("a.seg", 200_000));
    way.plan(request -> request.startsWith("GET") ? new Fault.HurtAnswer(123_456) : Fault.NONE);

    assertThatThrownBy(() -> store.get(shard, "a.seg", target))
        .isInstanceOf(CorruptFileException.class);
    assertThat(filesIn(target)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, TWO_PARTS})
  void uploadsAreTriedAgain(int length) throws IOException {
    Path file = file("a.seg", length);
    AtomicInteger puts = new AtomicInteger();
    way.plan(request ->
        request.startsWith("PUT") && puts.incrementAndGet() == 1
            ? new Fault.CutRequest(500)
            : Fault.NONE);

    store.put(shard, file);

    assertThat(puts.get()).isGreaterThan(1);
    assertThat(store.get(shard, "a.seg", target)).hasSameBinaryContentAs(file);
  }

  @Test
  void aStoreThatIsBusyIsAskedAgain() throws IOException {
    Path file = file("a.seg", 1000);
    AtomicInteger all = new AtomicInteger();
    way.plan(request -> all.incrementAndGet() % 2 == 1 ? new Fault.SlowDown() : Fault.NONE);

    store.put(shard, file);

    assertThat(store.get(shard, "a.seg", target)).hasSameBinaryContentAs(file);
  }

  @Test
  void aStoreThatStaysBusyIsUnavailable() throws IOException {
    Path file = file("a.seg", 1000);
    way.plan(request -> new Fault.SlowDown());

    assertThatThrownBy(() -> store.put(shard, file))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("503");
    assertThat(way.requests()).hasSize(SHORT.attempts());
  }

  @Test
  void aHalfSentFileIsNeverVisibleAndItsPartsAreRemoved() throws IOException {
    Path file = file("a.seg", TWO_PARTS);
    way.plan(
        request -> request.contains("partNumber=2") ? new Fault.CutRequest(5_000) : Fault.NONE);

    assertThatThrownBy(() -> store.put(shard, file)).isInstanceOf(StoreUnavailableException.class);

    assertThat(way.requests()).anyMatch(line -> line.contains("partNumber=1"));
    assertThat(store.list(shard)).isEmpty();
    assertThat(unfinished()).isZero();
  }

  @Test
  void anUploadWhoseProcessDiedIsInvisibleAndGoesWhenItIsOld() throws IOException {
    var client = server.client();
    String upload =
        client
            .createMultipartUpload(create -> create.bucket(S3Server.BUCKET).key(key("a.seg")))
            .uploadId();
    client.uploadPart(
        part -> part.bucket(S3Server.BUCKET).key(key("a.seg")).uploadId(upload).partNumber(1),
        RequestBody.fromBytes(random(5 << 20, 1)));
    assertThat(store.list(shard)).isEmpty();
    assertThat(unfinished()).isEqualTo(1);

    assertThat(store.removeUnfinished(shard, Instant.now().minus(Duration.ofHours(1)))).isZero();
    assertThat(store.removeUnfinished(shard, Instant.now().plus(Duration.ofHours(1)))).isEqualTo(1);

    assertThat(unfinished()).isZero();
  }

  @Test
  void aLostAnswerToTheJoiningOfPartsIsNoFailure() throws IOException {
    Path file = file("a.seg", TWO_PARTS);
    AtomicInteger joins = new AtomicInteger();
    way.plan(request ->
        isJoin(request) && joins.incrementAndGet() == 1 ? new Fault.LoseAnswer() : Fault.NONE);

    store.put(shard, file);

    assertThat(joins.get()).isEqualTo(2);
    store.verify(shard, "a.seg");
  }

  @Test
  void aJoiningThatWasBegunAndNotDoneIsNoSuccess() throws IOException {
    Path file = file("a.seg", TWO_PARTS);
    way.plan(request -> isJoin(request) ? new Fault.SayYes() : Fault.NONE);

    assertThatThrownBy(() -> store.put(shard, file))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("not joined");

    assertThat(unfinished()).isZero();
  }

  private static boolean isJoin(String request) {
    return request.startsWith("POST") && request.contains("uploadId=");
  }

  @Test
  void aStoreThatIsAwayIsUnavailableSoon() throws IOException {
    Path file = file("a.seg", 10);
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (SegmentStore away = open(S3Server.settings(prefix, closed))) {
      Instant start = Instant.now();
      assertThatThrownBy(() -> away.put(shard, file)).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> away.list(shard)).isInstanceOf(StoreUnavailableException.class);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void aStoreThatDoesNotAnswerIsUnavailableSoon() {
    way.plan(request -> new Fault.Silence());

    Instant start = Instant.now();
    assertThatThrownBy(() -> store.list(shard)).isInstanceOf(StoreUnavailableException.class);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void wrongKeysAndWrongBucketsAreRefused() throws IOException {
    Path file = file("a.seg", 10);
    var wrong = new S3Credentials.Keys("identity", "wrong", Optional.empty());
    for (var settings :
        List.of(
            S3Server.settings(S3Server.BUCKET, prefix, way.port(), wrong),
            S3Server.settings("no-such-bucket", prefix, way.port(), wrong))) {
      try (SegmentStore other = open(settings)) {
        assertThatThrownBy(() -> other.put(shard, file)).isInstanceOf(StoreRefusedException.class);
        assertThatThrownBy(() -> other.get(shard, "a.seg", target))
            .isInstanceOf(StoreRefusedException.class);
        assertThatThrownBy(() -> other.list(shard)).isInstanceOf(StoreRefusedException.class);
      }
    }
  }

  @Test
  void aBucketThatIsNotThereIsNotAMissingFile() throws IOException {
    var keys = S3Server.settings(prefix, way.port()).credentials();
    try (SegmentStore other = open(S3Server.settings("no-such-bucket", prefix, way.port(), keys))) {
      assertThatThrownBy(() -> other.get(shard, "a.seg", target))
          .isInstanceOf(StoreRefusedException.class);
    }
  }

  @Test
  void anObjectOfOthersIsNotServed() {
    server
        .client()
        .putObject(
            put -> put.bucket(S3Server.BUCKET).key(key("a.seg")),
            RequestBody.fromString("foreign"));

    assertThatThrownBy(() -> store.get(shard, "a.seg", target))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining("not stored by Dunlin");
  }

  /** A stream may be read more than once for one request, to be signed. */
  @ParameterizedTest
  @ValueSource(ints = {600_000, TWO_PARTS})
  void everyBytePaysOnce(int length) throws IOException {
    Path file = file("a.seg", length);
    S3Place place = new S3Place(S3Server.BUCKET, prefix);
    FakeTime sending = new FakeTime(0);
    FakeTime fetching = new FakeTime(0);

    try (S3Client client =
        S3Clients.create(S3Server.settings(prefix, way.port()), SHORT, SHORT.attempt())) {
      new S3Upload(client, place, new TokenBucket(1000, sending))
          .send(UploadPlan.of(file), key("a.seg"));
      new S3Download(client, place, new TokenBucket(1000, fetching), 1)
          .read(key("a.seg"), ByteSink.NOWHERE);
    }

    // At one byte a millisecond, less the last chunk, which still has to pass.
    assertThat(sending.sleptMillis()).isBetween(length - 65_536L, (long) length);
    assertThat(fetching.sleptMillis()).isBetween(length - 65_536L, (long) length);
  }

  @Test
  void anInterruptedThreadStops() throws Exception {
    Path file = file("a.seg", 10);
    way.plan(request -> new Fault.Silence());
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                store.put(shard, file);
              } catch (Throwable thrown) {
                failure.complete(
                    Thread.currentThread().isInterrupted() ? thrown : new AssertionError());
              }
            });
    while (way.requests().isEmpty()) {
      Thread.sleep(5);
    }

    thread.interrupt();

    assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
  }

  private String key(String name) {
    return prefix + "/" + shard + "/" + name;
  }
}
