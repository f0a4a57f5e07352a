package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qdrant.client.grpc.Points.CountPoints;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcFrameTest {
  private static final Optional<String> GZIP = Optional.of("gzip");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 100_000})
  void whatIsFramedIsRead(int length) throws Exception {
    CountPoints message = CountPoints.newBuilder().setCollectionName("x".repeat(length)).build();
    int size = message.getSerializedSize();
    assertThat(
            CountPoints.parseFrom(
                GrpcFrame.message(GrpcFrame.plain(message), Optional.empty(), size)))
        .isEqualTo(message);
    assertThat(CountPoints.parseFrom(GrpcFrame.message(GrpcFrame.gzipped(message), GZIP, 200_000)))
        .isEqualTo(message);
  }

  @Test
  void theLimitHoldsBeforeAndAfterDecompression() {
    CountPoints message = CountPoints.newBuilder().setCollectionName("x".repeat(1000)).build();
    int tooSmall = message.getSerializedSize() - 1;
    assertRefused(GrpcFrame.plain(message), Optional.empty(), tooSmall);
    ByteString gzipped = GrpcFrame.gzipped(message);
    assertThat(gzipped.size()).isLessThan(tooSmall);
    assertRefused(gzipped, GZIP, tooSmall);
  }

  private static void assertRefused(ByteString frame, Optional<String> encoding, int limit) {
    assertThatThrownBy(() -> GrpcFrame.message(frame, encoding, limit))
        .isInstanceOfSatisfying(
            GrpcProtocolException.class,
            refused -> assertThat(refused.status().code()).isEqualTo(8));
  }

  @ParameterizedTest
  @CsvSource({
    "2H, PT2H",
    "3M, PT3M",
    "4S, PT4S",
    "5m, PT0.005S",
    "6u, PT0.000006S",
    "7n, PT0.000000007S"
  })
  void timeoutsHaveUnits(String header, Duration expected) {
    assertThat(Call.parseTimeout(header)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "S", "-1S", "123456789S", "1s"})
  void malformedTimeoutsAreRefused(String header) {
    assertThatThrownBy(() -> Call.parseTimeout(header)).isInstanceOf(GrpcProtocolException.class);
  }

  @ParameterizedTest
  @CsvSource({"plain text, plain text", "100%, 100%25", "é, %C3%A9"})
  void messagesArePercentEncoded(String text, String expected) {
    assertThat(GrpcStatus.percentEncoded(text)).isEqualTo(expected);
  }
}
