package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.http.compress.Compression;
import io.dunlin.http.compress.Encoding;
import io.qdrant.client.grpc.Points.CountPoints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcFrameTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 100_000})
  void whatIsFramedIsRead(int length) {
    CountPoints message = CountPoints.newBuilder().setCollectionName("x".repeat(length)).build();
    for (Optional<Encoding> encoding : encodings()) {
      MessageCoding coding = coding(encoding, 200_000);
      ByteString frame = coding.frame(message);
      assertThat(coding.read(frame, CountPoints.getDefaultInstance())).isEqualTo(message);
      assertThat(GrpcFrame.isCompressed(frame)).isEqualTo(encoding.isPresent() && length >= 1000);
    }
  }

  @Test
  void theLimitHoldsBeforeAndAfterDecompression() {
    CountPoints message = CountPoints.newBuilder().setCollectionName("x".repeat(1000)).build();
    int size = message.getSerializedSize();
    for (Optional<Encoding> encoding : encodings()) {
      ByteString frame = coding(encoding, size).frame(message);
      assertThat(coding(encoding, size).read(frame, CountPoints.getDefaultInstance()))
          .isEqualTo(message);
      assertThatThrownBy(
              () -> coding(encoding, size - 1).read(frame, CountPoints.getDefaultInstance()))
          .isInstanceOfSatisfying(
              GrpcProtocolException.class,
              refused -> assertThat(refused.status().code()).isEqualTo(8));
    }
  }

  private static List<Optional<Encoding>> encodings() {
    return List.of(Optional.empty(), Optional.of(Encoding.GZIP), Optional.of(Encoding.ZSTD));
  }

  private static MessageCoding coding(Optional<Encoding> encoding, int limit) {
    return new MessageCoding(
        encoding.map(Encoding::token),
        encoding,
        new GrpcSettings(limit, Duration.ofSeconds(1), Compression.FROM_1_KIB));
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
