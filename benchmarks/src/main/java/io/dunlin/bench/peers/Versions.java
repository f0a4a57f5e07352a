package io.dunlin.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.util.Version;

/** Of everything that is measured. */
public final class Versions {
  private static final Pattern IN_JAR_NAME = Pattern.compile("-(\\d[^/]*)\\.jar");
  private static final String UNKNOWN = "of unknown version";

  private Versions() {}

  /** By name; what is not installed says so. */
  public static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("dunlin", said("git", "describe", "--always", "--dirty"));
    versions.put("jvector", jvector());
    versions.put("lucene", lucene());
    versions.put("hnswlib-core", hnswlibCore());
    versions.put("hnswlib", hnswlib());
    versions.put("g++", said("g++", "-dumpfullversion"));
    return versions;
  }

  static String jvector() {
    return ofJar(io.github.jbellis.jvector.graph.GraphSearcher.class);
  }

  static String hnswlibCore() {
    return ofJar(com.github.jelmerk.hnswlib.core.hnsw.HnswIndex.class);
  }

  static String lucene() {
    return Version.LATEST.toString();
  }

  /** The headers do not say, so the package has to. */
  static String hnswlib() {
    return said("dpkg-query", "-W", "-f", "${Version}", "libhnswlib-dev");
  }

  static String ofJar(Class<?> inside) {
    Matcher name =
        IN_JAR_NAME.matcher(inside.getProtectionDomain().getCodeSource().getLocation().getPath());
    return name.find() ? name.group(1) : UNKNOWN;
  }

  private static String said(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String words =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 && !words.isEmpty() ? words : UNKNOWN;
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    } catch (IOException notInstalled) {
      return UNKNOWN;
    }
  }
}
