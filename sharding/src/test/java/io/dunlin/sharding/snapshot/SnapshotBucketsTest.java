package io.dunlin.sharding.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.snapshot.SnapshotFolder;
import io.dunlin.persistence.store.S3Access;
import io.dunlin.persistence.store.S3Credentials;
import io.dunlin.sharding.snapshot.Snapshots.Priority;
import io.dunlin.sharding.snapshot.Snapshots.Recovery;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Snapshots in a bucket: fetched from a server that checks signatures. */
class SnapshotBucketsTest {
  private static final String BUCKET = "backups";
  private static final String TEXT = "what is in a snapshot is for other tests";
  private static final String SECRET = "do-not-tell";

  private static S3Proxy server;

  @TempDir Path root;

  @BeforeAll
  static void start() throws Exception {
    TransientNio2BlobStore blobs = new TransientNio2BlobStore();
    blobs.createContainer(BUCKET);
    byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
    blobs.putBlob(
        PutObjectRequest.builder()
            .bucket(BUCKET)
            .key("of/birds.snapshot")
            .contentLength((long) bytes.length)
            .build(),
        new ByteArrayInputStream(bytes));
    server =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "identity", SECRET)
            .build();
    server.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  private SnapshotSource source(int port, String secret) {
    return new SnapshotSource(
        new SnapshotFolder(root),
        new S3Access(
            Optional.of(URI.create("http://127.0.0.1:" + port)),
            "us-east-1",
            true,
            new S3Credentials.Keys("identity", secret, Optional.empty())),
        Runnable::run);
  }

  private static SnapshotSource.Found find(SnapshotSource source, String location) {
    return source
        .find(new Recovery(location, Priority.REPLICA, Optional.empty(), Optional.empty()))
        .toCompletableFuture()
        .join();
  }

  private DunlinFailure refused(SnapshotSource source, String location) throws IOException {
    DunlinFailure[] found = new DunlinFailure[1];
    assertThatThrownBy(() -> find(source, location))
        .satisfies(thrown -> {
          Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
          assertThat(cause)
              .isInstanceOfSatisfying(DunlinException.class, known -> found[0] = known.failure());
        });
    assertThat(found[0].message()).doesNotContain(SECRET).doesNotContain("Exception");
    try (Stream<Path> left = Files.walk(root)) {
      assertThat(left.filter(Files::isRegularFile)).as("nothing is left behind").isEmpty();
    }
    return found[0];
  }

  @Test
  void anObjectIsFetchedAndGoesWhenItWasRead() throws IOException {
    SnapshotSource.Found found =
        find(source(server.getPort(), SECRET), "s3://" + BUCKET + "/of/birds.snapshot");
    assertThat(found.fetched()).isTrue();
    assertThat(found.file()).hasContent(TEXT).startsWith(root);
  }

  @Test
  void whatTheStoreRefusesSaysWithWhichStatus() throws IOException {
    SnapshotSource known = source(server.getPort(), SECRET);
    assertThat(refused(known, "s3://" + BUCKET + "/none"))
        .isEqualTo(
            new DunlinFailure.BadRequest(
                "location: there is no such object: s3://" + BUCKET + "/none"));
    assertThat(refused(known, "s3://no-such-bucket/none").message())
        .startsWith("location: the store answered for s3://no-such-bucket/none with status 404");
    assertThat(refused(source(server.getPort(), "wrong"), "s3://" + BUCKET + "/of/birds.snapshot"))
        .isInstanceOf(DunlinFailure.BadRequest.class)
        .extracting(DunlinFailure::message)
        .asString()
        .contains("with status 403");
  }

  @Test
  void aStoreThatIsNotThereMayComeBack() throws IOException {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0)) {
      nobody = closed.getLocalPort();
    }
    assertThat(refused(source(nobody, SECRET), "s3://" + BUCKET + "/of/birds.snapshot"))
        .isInstanceOf(DunlinFailure.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://backups", "s3://backups/", "s3:///key", "s3:key", "s3://A_B/key"})
  void aLocationNamesABucketAndAKey(String location) throws IOException {
    assertThat(refused(source(server.getPort(), SECRET), location))
        .isInstanceOf(DunlinFailure.BadRequest.class)
        .extracting(DunlinFailure::message)
        .asString()
        .startsWith("location: expected s3://bucket/key, found " + location);
  }
}
