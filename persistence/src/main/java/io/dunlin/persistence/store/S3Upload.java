package io.dunlin.persistence.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/**
 * Sends a file into a bucket: in one request, or in parts that the bucket joins at the end. Either
 * way the object is there whole or not at all. Each request carries its bytes' MD5, which the
 * server checks.
 */
final class S3Upload {
  private static final Logger LOG = LoggerFactory.getLogger(S3Upload.class);
  private static final String CONTENT_TYPE = "application/octet-stream";

  private final S3Client client;
  private final S3Place place;
  private final TokenBucket rate;

  S3Upload(S3Client client, S3Place place, TokenBucket rate) {
    this.client = client;
    this.place = place;
    this.rate = rate;
  }

  void send(UploadPlan plan, String key) throws IOException {
    if (plan.parts().size() == 1) {
      sendWhole(plan, key);
    } else {
      sendParts(plan, key);
    }
  }

  private void sendWhole(UploadPlan plan, String key) throws IOException {
    UploadPlan.Part part = plan.parts().getFirst();
    S3Failures.translated(
        place.path(key),
        () ->
            client.putObject(
                request ->
                    request
                        .bucket(place.bucket())
                        .key(key)
                        .contentMD5(part.md5())
                        .metadata(S3Head.metadata(plan.fingerprint())),
                body(plan, part)));
  }

  private void sendParts(UploadPlan plan, String key) throws IOException {
    String upload =
        S3Failures.translated(
            place.path(key),
            () ->
                client
                    .createMultipartUpload(request ->
                        request
                            .bucket(place.bucket())
                            .key(key)
                            .contentType(CONTENT_TYPE)
                            .metadata(S3Head.metadata(plan.fingerprint())))
                    .uploadId());
    try {
      List<CompletedPart> sent = new ArrayList<>();
      for (UploadPlan.Part part : plan.parts()) {
        sent.add(sendPart(plan, part, sent.size() + 1, key, upload));
      }
      join(plan, sent, key, upload);
    } catch (IOException | RuntimeException failure) {
      abort(key, upload, failure);
      throw failure;
    }
  }

  private CompletedPart sendPart(
      UploadPlan plan, UploadPlan.Part part, int number, String key, String upload)
      throws IOException {
    return S3Failures.translated(
        place.path(key),
        () -> {
          String tag =
              client
                  .uploadPart(
                      request ->
                          request
                              .bucket(place.bucket())
                              .key(key)
                              .uploadId(upload)
                              .partNumber(number)
                              .contentMD5(part.md5()),
                      body(plan, part))
                  .eTag();
          return CompletedPart.builder().partNumber(number).eTag(tag).build();
        });
  }

  private void join(UploadPlan plan, List<CompletedPart> sent, String key, String upload)
      throws IOException {
    try {
      client.completeMultipartUpload(request ->
          request
              .bucket(place.bucket())
              .key(key)
              .uploadId(upload)
              .multipartUpload(CompletedMultipartUpload.builder().parts(sent).build()));
    } catch (NoSuchUploadException answer) {
      // The parts may have been joined at the first try and its answer been lost.
      requireJoined(plan, key, answer);
      return;
    } catch (SdkException failure) {
      throw S3Failures.translate(place.path(key), failure);
    }
    // A success is said before the parts are joined, and what is said afterwards can be lost.
    requireJoined(plan, key, null);
  }

  private void requireJoined(UploadPlan plan, String key, @Nullable SdkException cause)
      throws IOException {
    Optional<S3Head> there = S3Head.of(client, place, key);
    if (there.filter(head -> head.records(plan.fingerprint())).isEmpty()) {
      throw new StoreUnavailableException(place.path(key) + ": its parts were not joined", cause);
    }
  }

  /** Parts that nobody joins are not visible but cost; if this fails too, a cleaner finds them. */
  private void abort(String key, String upload, Exception failure) {
    try {
      client.abortMultipartUpload(
          request -> request.bucket(place.bucket()).key(key).uploadId(upload));
    } catch (SdkException second) {
      LOG.warn("The parts of {} stay for now: {}", place.path(key), second.getMessage());
      failure.addSuppressed(second);
    }
  }

  private RequestBody body(UploadPlan plan, UploadPlan.Part part) {
    // Asked for a new stream at every try.
    return RequestBody.fromContentProvider(
        () -> {
          try {
            return new FilePartStream(plan.file(), part, rate);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        },
        part.length(),
        CONTENT_TYPE);
  }
}
