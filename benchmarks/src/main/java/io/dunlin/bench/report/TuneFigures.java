package io.dunlin.bench.report;

import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Tuning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each form has to be set to, on one set. */
public record TuneFigures(String dataset, int queries, int k, List<Form> forms) {
  /** An index built with some parameters; the curve's points are its front. */
  public record Built(GraphParams graph, Curve curve) {}

  /** A point and what was built for it. */
  public record Setting(GraphParams graph, Curve.Point point, double buildSeconds) {}

  /**
   * @param setting the one with the least p99 of those that reach the recall; absent where none
   *     does
   */
  public record Reached(double recall, @Nullable Setting setting) {}

  /**
   * One form.
   *
   * @param knee of the front of all its points; absent where there is none
   */
  public record Form(
      String name, List<Built> built, List<Reached> reached, @Nullable Setting knee) {
    public static Form of(String name, List<Built> built, List<Double> recalls) {
      List<Setting> settings = new ArrayList<>();
      for (Built one : built) {
        for (Curve.Point point : one.curve().points()) {
          settings.add(new Setting(one.graph(), point, one.curve().buildSeconds()));
        }
      }
      List<Reached> reached = new ArrayList<>();
      for (double recall : recalls) {
        reached.add(
            new Reached(
                recall,
                settings.stream()
                    .filter(setting -> setting.point().recall() >= recall)
                    .min(Comparator.comparingDouble(setting -> setting.point().p99Micros()))
                    .orElse(null)));
      }
      Optional<Curve.Point> knee =
          Tuning.knee(Tuning.front(settings.stream().map(Setting::point).toList()));
      return new Form(
          name, built, reached, knee.map(point -> settingOf(point, settings)).orElse(null));
    }

    private static Setting settingOf(Curve.Point point, List<Setting> settings) {
      return settings.stream()
          .filter(setting -> setting.point().equals(point))
          .findFirst()
          .orElseThrow();
    }
  }

  @Override
  public String toString() {
    TextTable table =
        new TextTable(
            "form",
            "wanted",
            "M",
            "efConstruction",
            "effort",
            "recall",
            "p99 µs",
            "p50 µs",
            "QPS",
            "build s");
    for (Form form : forms) {
      for (Reached reached : form.reached()) {
        String wanted = TextTable.number("recall %.2f", reached.recall());
        table.add(cells(form.name(), wanted, reached.setting()));
      }
      table.add(cells(form.name(), "knee", form.knee()));
    }
    return "%s, %d queries: the cheapest settings by p99 of recall@%d, and the knee (Kneedle)%n%n"
            .formatted(dataset, queries, k)
        + table;
  }

  private static String[] cells(String form, String wanted, @Nullable Setting setting) {
    if (setting == null) {
      return new String[] {form, wanted, "-", "-", "-", "-", "-", "-", "-", "-"};
    }
    Curve.Point point = setting.point();
    return new String[] {
      form,
      wanted,
      Integer.toString(setting.graph().m()),
      Integer.toString(setting.graph().efConstruction()),
      point.effort().toString(),
      TextTable.number("%.4f", point.recall()),
      TextTable.number("%.0f", point.p99Micros()),
      TextTable.number("%.0f", point.p50Micros()),
      TextTable.number("%.0f", point.queriesPerSecond()),
      TextTable.number("%.1f", setting.buildSeconds())
    };
  }
}
