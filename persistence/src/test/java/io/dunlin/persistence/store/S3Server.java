package io.dunlin.persistence.store;

import java.net.URI;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** An S3 server in this process, in memory, with a bucket; it checks signatures and MD5s. */
final class S3Server {
  static final String BUCKET = "dunlin-test";
  private static final String REGION = "us-east-1";
  private static final S3Credentials.Keys KEYS =
      new S3Credentials.Keys("identity", "secret", Optional.empty());

  private final S3Proxy server;
  private final S3Client client;

  S3Server() throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEYS.accessKey(), KEYS.secretKey())
            .build();
    server.start();
    client =
        S3Client.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + port()))
            .region(Region.of(REGION))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(KEYS.accessKey(), KEYS.secretKey())))
            // This server often closes a connection after a body that was signed chunk by chunk.
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    client.createBucket(request -> request.bucket(BUCKET));
  }

  int port() {
    return server.getPort();
  }

  /** A client that knows nothing of segment stores. */
  S3Client client() {
    return client;
  }

  /** Settings for a way to this server that ends at a port of this machine. */
  static SegmentStoreSettings.S3 settings(String prefix, int port) {
    return settings(BUCKET, prefix, port, KEYS);
  }

  static SegmentStoreSettings.S3 settings(
      String bucket, String prefix, int port, S3Credentials credentials) {
    return new SegmentStoreSettings.S3(
        bucket,
        prefix,
        Optional.of(URI.create("http://127.0.0.1:" + port)),
        REGION,
        true,
        credentials);
  }

  void stop() throws Exception {
    client.close();
    server.stop();
  }
}
