package io.dunlin.persistence.store;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the SDK's client. */
final class S3Clients {
  private S3Clients() {}

  /**
   * A client for Amazon's store and for others. The SDK's own checksums are off, since older
   * servers do not know them; uploads carry an MD5 instead, which all know and check, and downloads
   * are compared with the recorded SHA-256.
   *
   * @param attempt the longest that one request may take, what it sends included
   */
  static S3Client create(SegmentStoreSettings.S3 settings, S3Patience patience, Duration attempt) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .credentialsProvider(credentials(settings.credentials()))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // The JDK's client waits seconds for a "100 Continue" that some servers never send.
            .serviceConfiguration(S3Configuration.builder().expectContinueEnabled(false).build())
            .overrideConfiguration(override ->
                override
                    .apiCallAttemptTimeout(attempt)
                    .retryStrategy(retries -> retries.maxAttempts(patience.attempts())))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(patience.connect())
                    .socketTimeout(patience.silence()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(S3Credentials credentials) {
    return switch (credentials) {
      case S3Credentials.FromMachine() -> DefaultCredentialsProvider.builder().build();
      case S3Credentials.Keys(var access, var secret, var token) ->
          StaticCredentialsProvider.create(
              token.isPresent()
                  ? AwsSessionCredentials.create(access, secret, token.get())
                  : AwsBasicCredentials.create(access, secret));
    };
  }
}
