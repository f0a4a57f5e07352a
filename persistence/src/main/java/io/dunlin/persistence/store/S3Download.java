package io.dunlin.persistence.store;

import io.dunlin.index.file.CorruptFileException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Reads an object range by range, goes on where a connection broke, and compares the whole with
 * what was recorded at its upload. Used by one thread, for one reading.
 */
final class S3Download {
  static final long RANGE_BYTES = 16L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(S3Download.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final S3Client client;
  private final S3Place place;
  private final TokenBucket rate;
  private final int attempts;
  private final Fingerprinter fingerprinter = new Fingerprinter();
  private final byte[] chunk = new byte[Fingerprinter.CHUNK];
  private long position;

  S3Download(S3Client client, S3Place place, TokenBucket rate, int attempts) {
    this.client = client;
    this.place = place;
    this.rate = rate;
    this.attempts = attempts;
  }

  /**
   * Gives all bytes to {@code sink} and then checks them.
   *
   * @throws NoSuchFileException when there is no such object
   * @throws CorruptFileException when what was given is not what was stored
   */
  void read(String key, ByteSink sink) throws IOException {
    S3Head head = S3Head.require(client, place, key);
    if (head.sha256().isEmpty()) {
      throw Fingerprint.corrupt(place.path(key), "has no SHA-256 recorded: not stored by Dunlin");
    }
    read(key, head, sink);
  }

  /** The same of what others may have stored: checked as far as there is something to check by. */
  void read(String key, S3Head head, ByteSink sink) throws IOException {
    while (position < head.length()) {
      readRange(key, head, Math.min(position + RANGE_BYTES, head.length()), sink);
    }
    if (head.sha256().isPresent()) {
      new Fingerprint(head.length(), head.sha256().get())
          .requireSame(fingerprinter.finish(), place.path(key));
    }
  }

  /** A range may break as often as a request may be tried, so that an end is always in sight. */
  private void readRange(String key, S3Head head, long end, ByteSink sink) throws IOException {
    for (int breaks = 0; position < end; breaks++) {
      if (breaks > 0) {
        pause(breaks);
      }
      try (ResponseInputStream<GetObjectResponse> body = request(key, head, end)) {
        readBody(body, end, sink);
      } catch (BrokenConnection broken) {
        LOG.info("{} broke at byte {}: {}", place.path(key), position, broken.getMessage());
        if (breaks + 1 >= attempts) {
          throw new StoreUnavailableException(
              "%s broke off at byte %d of %d, %d times in a row"
                  .formatted(place.path(key), position, head.length(), attempts),
              broken);
        }
      }
    }
  }

  private ResponseInputStream<GetObjectResponse> request(String key, S3Head head, long end)
      throws IOException {
    try {
      return client.getObject(request ->
          request
              .bucket(place.bucket())
              .key(key)
              // All ranges of one object, also when it is replaced meanwhile.
              .ifMatch(head.version())
              .range("bytes=%d-%d".formatted(position, end - 1)));
    } catch (NoSuchKeyException deletedMeanwhile) {
      throw new NoSuchFileException(place.path(key).toString());
    } catch (SdkException failure) {
      throw S3Failures.translate(place.path(key), failure);
    }
  }

  private void readBody(ResponseInputStream<GetObjectResponse> body, long end, ByteSink sink)
      throws IOException {
    while (position < end) {
      int read;
      try {
        read = body.read(chunk, 0, (int) Math.min(chunk.length, end - position));
      } catch (IOException failure) {
        body.abort();
        throw new BrokenConnection(failure.toString(), failure);
      }
      if (read < 0) {
        throw new BrokenConnection("the answer ended early", null);
      }
      rate.take(read);
      ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
      fingerprinter.update(bytes);
      sink.accept(bytes);
      position += read;
    }
  }

  private static void pause(int breaks) throws InterruptedIOException {
    try {
      Thread.sleep(FIRST_PAUSE.multipliedBy(1L << Math.min(breaks - 1, 6)));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before a broken download went on");
    }
  }

  /** Tells a failure on the way from one of the disk that takes the bytes. */
  private static final class BrokenConnection extends IOException {
    BrokenConnection(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
