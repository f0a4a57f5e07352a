package io.dunlin.cluster.settings;

import io.dunlin.http.BuildInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this program was built from, as the build wrote it down. */
public final class ThisBuild {
  private static final String RESOURCE = "build.properties";

  private ThisBuild() {}

  public static BuildInfo info() {
    Properties properties = new Properties();
    try (InputStream in = ThisBuild.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("not packed with this program: " + RESOURCE);
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version", ""), properties.getProperty("commit", ""));
  }
}
