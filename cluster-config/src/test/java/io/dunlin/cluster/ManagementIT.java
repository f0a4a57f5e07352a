package io.dunlin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.cluster.settings.SettingsReader;
import io.dunlin.cluster.settings.SettingsSources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management port of a node that is alone. */
class ManagementIT {
  @TempDir Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void tellsOfHealthAndMembership() throws Exception {
    int port = freePort();
    try (Node _ = Node.start(settings(port, Map.of()))) {
      assertThat(send(port, "GET", "/alive").statusCode()).isEqualTo(200);
      assertThat(send(port, "GET", "/ready").statusCode()).isEqualTo(200);
      assertThat(send(port, "GET", "/cluster/members").body()).contains("\"status\":\"Up\"");
      // Nodes are not looked up, so nobody may be sent here by those that are.
      assertThat(send(port, "GET", "/bootstrap/seed-nodes").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void readOnlyItLetsNobodyGo() throws Exception {
    int port = freePort();
    Map<String, String> readOnly = Map.of("dunlin.management.read-only", "on");
    try (Node _ = Node.start(settings(port, readOnly))) {
      String members = send(port, "GET", "/cluster/members").body();
      String self = members.replaceAll("(?s).*\"selfNode\":\"pekko://([^\"]*)\".*", "$1");
      assertThat(self).startsWith("dunlin@127.0.0.1:");
      assertThat(send(port, "DELETE", "/cluster/members/" + self).statusCode()).isEqualTo(405);
      assertThat(send(port, "GET", "/cluster/members").body()).isEqualTo(members);
    }
  }

  private HttpResponse<String> send(int port, String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private DunlinSettings settings(int managementPort, Map<String, String> more) throws Exception {
    Map<String, String> options = new HashMap<>(more);
    options.put("dunlin.data-dir", directory.toString());
    options.put("dunlin.http.port", "0");
    options.put("dunlin.grpc.port", "0");
    options.put("dunlin.management.enabled", "on");
    options.put("dunlin.management.port", Integer.toString(managementPort));
    return SettingsReader.read(new SettingsSources(options, Map.of(), Optional.empty(), Map.of()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
