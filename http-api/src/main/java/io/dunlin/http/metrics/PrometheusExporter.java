package io.dunlin.http.metrics;

import com.typesafe.config.ConfigFactory;
import kamon.Kamon;
import kamon.module.Module;
import kamon.prometheus.PrometheusReporter;

/**
 * All of this JVM's Kamon metrics as Prometheus text. It opens no port of its own: the REST API
 * serves the text.
 */
public final class PrometheusExporter implements AutoCloseable {
  private static final String MODULE = "dunlin-prometheus";

  /**
   * Kamon's own reporter would open a port, so another is added by hand; with its interval of a
   * minute the first scrapes of a node would be empty.
   */
  private static final String SETTINGS =
      """
      kamon.init.hide-banner = yes
      kamon.modules.prometheus-reporter.enabled = no
      kamon.metric.tick-interval = 1s
      kamon.prometheus.start-embedded-http-server = no
      kamon.prometheus.buckets.time-buckets = [
        0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
      ]
      """;

  private final PrometheusReporter reporter;
  private final Module.Registration registration;

  private PrometheusExporter(PrometheusReporter reporter, Module.Registration registration) {
    this.reporter = reporter;
    this.registration = registration;
  }

  /** Starts to collect; what was counted in this JVM before is in it. */
  public static PrometheusExporter start() {
    Ticks.started();
    PrometheusReporter reporter =
        new PrometheusReporter(PrometheusReporter.DefaultConfigPath(), Kamon.config());
    return new PrometheusExporter(reporter, Kamon.addReporter(MODULE, reporter));
  }

  /** What was collected up to about a second ago. */
  public String text() {
    return reporter.scrapeData();
  }

  @Override
  public void close() {
    registration.cancel();
  }

  /** Kamon is one per JVM and would start a second set of threads if it were told twice. */
  private static final class Ticks {
    static {
      Kamon.initWithoutAttaching(ConfigFactory.parseString(SETTINGS).withFallback(Kamon.config()));
    }

    /** Does nothing but load this class. */
    static void started() {}
  }
}
