package io.dunlin.localcassandra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that a Cassandra reads when it starts, and where it keeps its own. */
record CassandraFiles(Path directory, CommitLogSync sync) {

  Path yaml() {
    return directory.resolve("cassandra.yaml");
  }

  Path logback() {
    return directory.resolve("logback.xml");
  }

  Path log() {
    return directory.resolve("cassandra.log");
  }

  Path storage() {
    return directory.resolve("storage");
  }

  void write(CassandraAddress address) throws IOException {
    Files.createDirectories(storage());
    Files.writeString(
        yaml(),
        resource("cassandra.yaml")
            .replace("{seeds}", address.seed() + ":" + address.storagePort())
            .replace("{host}", address.host())
            .replace("{native-port}", Integer.toString(address.nativePort()))
            .replace("{storage-port}", Integer.toString(address.storagePort()))
            .replace("{commitlog-sync}", sync.settings())
            .replace("{storage}", storage().toString()));
    Files.writeString(logback(), resource("cassandra-logback.xml"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CassandraFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not packed with this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
