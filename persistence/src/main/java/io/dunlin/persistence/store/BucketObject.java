package io.dunlin.persistence.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One object of a bucket, whoever put it there. All of it that is fetched is of the same version;
 * the SHA-256 is compared where Dunlin recorded one.
 */
public final class BucketObject {
  private final SegmentStoreSettings.S3 settings;
  private final String key;
  private final S3Patience patience;

  /** Told how long the object is, before any of it is fetched; may refuse it. */
  @FunctionalInterface
  public interface Announced {
    void length(long bytes) throws IOException;
  }

  /**
   * Asks nothing of the bucket yet.
   *
   * @throws IllegalArgumentException when no bucket can have the name, or no object the key
   */
  public BucketObject(S3Access access, String bucket, String key) {
    this(access, bucket, key, S3Patience.USUAL);
  }

  BucketObject(S3Access access, String bucket, String key, S3Patience patience) {
    this.settings = access.of(bucket, "");
    this.key = key;
    this.patience = patience;
    if (key.isEmpty() || key.endsWith("/")) {
      throw new IllegalArgumentException("'" + key + "' cannot be an object's key");
    }
  }

  /**
   * Writes the object to a file. Blocks; what fails on the way is tried again.
   *
   * @throws NoSuchFileException when there is no such object
   * @throws StoreRefusedException when it may not be read, or there is no such bucket
   * @throws StoreUnavailableException when the store does not answer
   */
  public void fetch(Path file, Announced announced) throws IOException {
    try (S3Client client = S3Clients.create(settings, patience, patience.attempt());
        OutputStream out = Files.newOutputStream(file);
        WritableByteChannel channel = Channels.newChannel(out)) {
      S3Place place = new S3Place(settings.bucket(), settings.prefix());
      S3Head head = S3Head.require(client, place, key);
      announced.length(head.length());
      TokenBucket unlimited = TransferRates.UNLIMITED.downloadBucket();
      new S3Download(client, place, unlimited, patience.attempts())
          .read(
              key,
              head,
              bytes -> {
                while (bytes.hasRemaining()) {
                  channel.write(bytes);
                }
              });
    }
  }
}
