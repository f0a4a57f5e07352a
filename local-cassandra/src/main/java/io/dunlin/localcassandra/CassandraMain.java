package io.dunlin.localcassandra;

import java.util.Optional;

/**
 * What the forked JVM runs: Cassandra, and an end to it as soon as the process that wanted it is
 * gone, however that ended. Otherwise a test that is killed would leave a database behind.
 */
public final class CassandraMain {
  static final String PARENT = "dunlin.parent";
  private static final String DAEMON = "org.apache.cassandra.service.CassandraDaemon";

  private CassandraMain() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    Optional<ProcessHandle> parent = ProcessHandle.of(Long.getLong(PARENT, -1));
    if (parent.isEmpty()) {
      System.err.println("the process that started this Cassandra is gone");
      System.exit(1);
    }
    Thread watch = new Thread(() -> endWith(parent.orElseThrow()), "watch-parent");
    watch.setDaemon(true);
    watch.start();
    Class.forName(DAEMON).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
  }

  private static void endWith(ProcessHandle parent) {
    parent.onExit().join();
    Runtime.getRuntime().halt(0);
  }
}
