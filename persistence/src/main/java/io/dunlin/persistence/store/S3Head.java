package io.dunlin.persistence.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What a bucket says of an object without its bytes.
 *
 * @param sha256 as it was recorded at the upload; empty for an object that others put there
 * @param version changes whenever the object is replaced (the ETag)
 */
record S3Head(long length, Optional<String> sha256, String version) {
  private static final String SHA256 = "dunlin-sha256";

  /** What an upload sends along, for the whole file. */
  static Map<String, String> metadata(Fingerprint fingerprint) {
    return Map.of(SHA256, fingerprint.sha256());
  }

  /** Empty when there is no such object or no such bucket, which the answer does not tell. */
  static Optional<S3Head> of(S3Client client, S3Place place, String key) throws IOException {
    return S3Failures.translated(
        place.path(key),
        () -> {
          try {
            HeadObjectResponse head =
                client.headObject(request -> request.bucket(place.bucket()).key(key));
            return Optional.of(
                new S3Head(
                    head.contentLength(),
                    Optional.ofNullable(head.metadata().get(SHA256)),
                    head.eTag()));
          } catch (S3Exception answer) {
            if (S3Failures.isNotFound(answer)) {
              return Optional.empty();
            }
            throw answer;
          }
        });
  }

  /**
   * What is said of an object that should be there. A bucket that is not is a failure of its own:
   * else a wrong setting would look like a lost file.
   *
   * @throws NoSuchFileException when there is no such object
   */
  static S3Head require(S3Client client, S3Place place, String key) throws IOException {
    Optional<S3Head> head = of(client, place, key);
    if (head.isEmpty()) {
      S3Failures.translated(
          place.path(key),
          () ->
              client.listObjectsV2(
                  request -> request.bucket(place.bucket()).prefix(key).maxKeys(1)));
    }
    return head.orElseThrow(() -> new NoSuchFileException(place.path(key).toString()));
  }

  boolean records(Fingerprint fingerprint) {
    return length == fingerprint.length() && sha256.equals(Optional.of(fingerprint.sha256()));
  }
}
