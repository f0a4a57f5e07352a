package io.dunlin.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Everything that one run measured, written again after each part so that little can be lost. */
public final class Figures {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path file;
  private final Machine machine;
  private final List<String> arguments;
  private final String started = Instant.now().toString();
  private final List<IndexFigures> indexes = new ArrayList<>();
  private final List<FilteredFigures> filtered = new ArrayList<>();
  private final List<NodeFigures> nodes = new ArrayList<>();

  private record Content(
      String started,
      Machine machine,
      List<String> arguments,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<IndexFigures> indexes,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FilteredFigures> filtered,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<NodeFigures> nodes) {}

  public Figures(Path file, Machine machine, List<String> arguments) {
    this.file = file;
    this.machine = machine;
    this.arguments = List.copyOf(arguments);
  }

  public void add(IndexFigures figures) throws IOException {
    indexes.add(figures);
    write();
  }

  public void add(FilteredFigures figures) throws IOException {
    filtered.add(figures);
    write();
  }

  public void add(NodeFigures figures) throws IOException {
    nodes.add(figures);
    write();
  }

  private void write() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    JSON.writeValue(
        file.toFile(), new Content(started, machine, arguments, indexes, filtered, nodes));
  }
}
