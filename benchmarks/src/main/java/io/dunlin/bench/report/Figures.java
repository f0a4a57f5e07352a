package io.dunlin.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that one run measured, written again after each part so that little can be lost:
 * {@code figures.json}, and for each set a folder with its plots and the same JSON for it alone.
 */
public final class Figures {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .registerModule(
              new SimpleModule().addSerializer(Duration.class, ToStringSerializer.instance));

  private final Path folder;
  private final Content content;

  /**
   * @param versions of what is measured
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Content(
      String started,
      Machine machine,
      Map<String, String> versions,
      List<String> arguments,
      List<IndexFigures> indexes,
      List<FilteredFigures> filtered,
      List<NodeFigures> nodes,
      List<TuneFigures> tuned,
      List<GrowthFigures> growth,
      List<ColdFigures> cold) {
    static Content begin(Machine machine, Map<String, String> versions, List<String> arguments) {
      return new Content(
          Instant.now().toString(),
          machine,
          versions,
          arguments,
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }

    Content onlyWith(IndexFigures figures) {
      Content only = begin(machine, versions, arguments);
      only.indexes.add(figures);
      return only;
    }
  }

  /**
   * @param folder for all files
   * @param versions of what is measured, by name
   */
  public Figures(
      Path folder, Machine machine, Map<String, String> versions, List<String> arguments) {
    this.folder = folder;
    this.content = Content.begin(machine, Map.copyOf(versions), List.copyOf(arguments));
  }

  /** Writes the plots too. */
  public void add(IndexFigures figures) throws IOException {
    content.indexes.add(figures);
    write();
    Path ofSet = folder.resolve(fileName(figures.dataset()));
    write(ofSet.resolve("index.json"), content.onlyWith(figures));
    Plots.write(figures, ofSet);
  }

  public void add(FilteredFigures figures) throws IOException {
    content.filtered.add(figures);
    write();
  }

  public void add(NodeFigures figures) throws IOException {
    content.nodes.add(figures);
    write();
  }

  public void add(TuneFigures figures) throws IOException {
    content.tuned.add(figures);
    write();
    Plots.write(figures, folder.resolve(fileName(figures.dataset())));
  }

  public void add(GrowthFigures figures) throws IOException {
    content.growth.add(figures);
    write();
  }

  public void add(ColdFigures figures) throws IOException {
    content.cold.add(figures);
    write();
  }

  private void write() throws IOException {
    write(folder.resolve("figures.json"), content);
  }

  private static void write(Path file, Content content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    JSON.writeValue(file.toFile(), content);
  }

  /** {@code manifold, 100000 x 128} becomes {@code manifold-100000-x-128}. */
  private static String fileName(String dataset) {
    return dataset.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
  }
}
