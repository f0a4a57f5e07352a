package io.dunlin.localcassandra;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where Cassandra's jars are on this machine. */
final class CassandraJars {
  /** Names the file that lists them: what the build of this module writes. */
  static final String PROPERTY = "dunlin.cassandra.classpath";

  /** Names an unpacked Cassandra 5 instead. */
  static final String HOME = "CASSANDRA_HOME";

  private CassandraJars() {}

  /**
   * @throws IOException when there are none; says how to get them
   */
  static String classPath() throws IOException {
    String list = System.getProperty(PROPERTY);
    if (list != null && Files.isRegularFile(Path.of(list))) {
      return Files.readString(Path.of(list)).strip();
    }
    String home = System.getenv(HOME);
    if (home != null && Files.isDirectory(Path.of(home, "lib"))) {
      return home + File.separator + "lib" + File.separator + "*";
    }
    throw new IOException(
        "There is no Cassandra here: set "
            + HOME
            + " to an unpacked Apache Cassandra 5, or run from a source tree, whose build fetches one");
  }

  /** The jar or folder that holds this class. */
  static String ours() throws IOException {
    try {
      return Path.of(
              CassandraJars.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
