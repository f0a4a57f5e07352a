package io.dunlin.cluster.proof;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * What the processes of a node are started from: the classes under test as jars, and an archive of
 * these classes as the JVM has them in memory, which halves what a start takes. The archive cannot
 * hold classes of folders; hence the jars. Made once and used by all test runs until a class
 * changes.
 */
final class NodeImage {
  private static final Path FOLDER = Path.of("target", "node-image").toAbsolutePath();
  private static final String SCRIPT =
      Path.of("../bin/dunlin").toAbsolutePath().normalize().toString();
  private static final Path STAMP = FOLDER.resolve("stamp");

  /** For {@code DUNLIN_ARCHIVE}. */
  static final Path ARCHIVE = FOLDER.resolve("node.jsa");

  /** For {@code DUNLIN_CLASSPATH}: the one of the tests, without the tests. */
  static final String CLASS_PATH = make();

  private NodeImage() {}

  private static String make() {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel lock =
          FileChannel.open(
              FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        var _ = lock.lock(); // two test JVMs may come here at once; closing lets it go
        return made();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String made() throws IOException {
    List<Path> entries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(entry -> !Files.isDirectory(entry) || !entry.endsWith("test-classes"))
            .toList();
    String stamp = stamp(entries);
    boolean fresh = Files.exists(STAMP) && Files.readString(STAMP).equals(stamp);
    List<String> jars = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Path entry = entries.get(i);
      if (Files.isDirectory(entry)) {
        Path jar = FOLDER.resolve(i + ".jar");
        if (!fresh) {
          pack(entry, jar);
        }
        entry = jar;
      }
      jars.add(entry.toString());
    }
    String classPath = String.join(File.pathSeparator, jars);
    if (!fresh) {
      Files.deleteIfExists(ARCHIVE);
      runOnce(classPath);
      Files.writeString(STAMP, stamp);
    }
    return classPath;
  }

  /** A node that ends in order writes the archive as it does. */
  private static void runOnce(String classPath) throws IOException {
    Path data = Files.createTempDirectory(FOLDER, "data");
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh", SCRIPT, "--data-dir", data.toString(), "--http-port=0", "--grpc-port=0")
            .redirectErrorStream(true);
    builder.environment().put("DUNLIN_CLASSPATH", classPath);
    builder.environment().put("DUNLIN_ARCHIVE", ARCHIVE.toString());
    builder.environment().put("DUNLIN_JAVA_OPTS", "-Xmx1g");
    Process node = builder.start();
    try (BufferedReader lines = node.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(" is ready: ")) {
          node.toHandle().destroy(); // the process's own would close what is being read
        }
      }
    }
  }

  /** Changes with every class. */
  private static String stamp(List<Path> entries) throws IOException {
    StringBuilder stamp = new StringBuilder();
    for (Path entry : entries) {
      try (Stream<Path> files = Files.walk(entry)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          stamp.append(file).append(' ').append(Files.getLastModifiedTime(file)).append('\n');
        }
      }
    }
    return stamp.toString();
  }

  private static void pack(Path folder, Path jar) throws IOException {
    Files.deleteIfExists(jar);
    try (Stream<Path> files = Files.walk(folder);
        OutputStream bytes = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(bytes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }
}
