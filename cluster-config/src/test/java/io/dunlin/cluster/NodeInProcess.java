package io.dunlin.cluster;

import io.dunlin.cluster.settings.SettingsReader;
import io.dunlin.cluster.settings.SettingsSources;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A node in the tests' own process, on ports of its own choice. */
public final class NodeInProcess {
  private NodeInProcess() {}

  public static Node start(Path data) throws Exception {
    return Node.start(
        SettingsReader.read(
            new SettingsSources(
                Map.of(
                    "dunlin.data-dir",
                    data.toString(),
                    "dunlin.http.port",
                    "0",
                    "dunlin.grpc.port",
                    "0"),
                Map.of(),
                Optional.empty(),
                Map.of())));
  }
}
