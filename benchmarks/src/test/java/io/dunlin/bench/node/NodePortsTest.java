package io.dunlin.bench.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePortsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dunlin 0.1.0 is ready: REST http://127.0.0.1:41001  gRPC 127.0.0.1:41002  data /data/1",
        "Dunlin is ready: HTTP on 127.0.0.1:41001, gRPC on 127.0.0.1:41002",
        "listening http=41001 grpc=41002",
        "REST http://localhost:41001, grpc://localhost:41002",
        "12:00:01 INFO gRPC port 41002, HTTP port 41001"
      })
  void findsBothPorts(String line) {
    assertThat(NodePorts.parse(line)).contains(new NodePorts(41001, 41002));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP on 127.0.0.1:41001", "gRPC and HTTP start soon"})
  void otherLinesNameNone(String line) {
    assertThat(NodePorts.parse(line)).isEmpty();
  }
}
