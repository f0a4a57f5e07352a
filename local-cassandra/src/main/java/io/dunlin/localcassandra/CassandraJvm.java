package io.dunlin.localcassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which JVM runs Cassandra, and with which flags: a JDK 17, for which it is made, where there is
 * one; else the JVM that runs this, with a class of ours before one of Cassandra's.
 */
record CassandraJvm(Path home, boolean madeFor) {
  private static final Path SYSTEM = Path.of("/usr/lib/jvm");

  private static final List<String> EXPORTS =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/java.lang.ref",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.unsupported/sun.misc",
          "jdk.attach/sun.tools.attach");

  private static final List<String> OPENS =
      List.of(
          "java.base/java.lang.module",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "java.base/java.io",
          "java.base/java.lang.reflect",
          "java.base/java.lang",
          "java.base/java.util",
          "java.base/java.nio",
          "jdk.management/com.sun.management.internal");

  static CassandraJvm find() {
    return candidates()
        .filter(CassandraJvm::isJdk17)
        .findFirst()
        .map(home -> new CassandraJvm(home, true))
        .orElseGet(() -> new CassandraJvm(Path.of(System.getProperty("java.home")), false));
  }

  /** The beginning of a command line, up to the class path. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    EXPORTS.forEach(name -> command.add("--add-exports=" + name + "=ALL-UNNAMED"));
    OPENS.forEach(name -> command.add("--add-opens=" + name + "=ALL-UNNAMED"));
    command.add("-Djdk.attach.allowAttachSelf=true");
    command.add("-Dio.netty.tryReflectionSetAccessible=true");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:-UsePerfData");
    return command;
  }

  /** On a JVM that Cassandra was not made for, our own classes come first. */
  String classPath(String ours, String cassandra) {
    return madeFor
        ? cassandra + System.getProperty("path.separator") + ours
        : ours + System.getProperty("path.separator") + cassandra;
  }

  private static Stream<Path> candidates() {
    Stream<Path> named =
        Stream.of("JAVA17_HOME", "JAVA_HOME_17_X64")
            .map(System::getenv)
            .filter(home -> home != null && !home.isBlank())
            .map(Path::of);
    return Stream.concat(named, installed());
  }

  private static Stream<Path> installed() {
    try (Stream<Path> homes = Files.list(SYSTEM)) {
      return homes.sorted().toList().stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static boolean isJdk17(Path home) {
    return Files.isExecutable(home.resolve("bin/java"))
        && version(home).filter(version -> version.startsWith("\"17")).isPresent();
  }

  private static Optional<String> version(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.substring("JAVA_VERSION=".length()))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
