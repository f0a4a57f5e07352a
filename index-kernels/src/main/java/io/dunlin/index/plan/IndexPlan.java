package io.dunlin.index.plan;

import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.ivf.IvfParams;
import java.util.Optional;

/** What is to be built for the rows of one vector. */
public sealed interface IndexPlan {
  /** Nothing: all rows are scanned. */
  record Flat() implements IndexPlan {}

  /**
   * A graph.
   *
   * @param codes what a walk reads instead of the vectors
   * @param codedLinks whether codes of a node's links stand beside the links, which takes the most
   *     memory and the least time; not for metrics that they say nothing about
   */
  record Graph(HnswParams params, RowCodes codes, boolean codedLinks) implements IndexPlan {}

  /** An inverted file. */
  record Lists(IvfParams params) implements IndexPlan {}

  /** A graph for searches that want few results, and an inverted file for those that want many. */
  record Fused(Graph graph, Lists lists) implements IndexPlan {}

  /**
   * A graph for each list of an inverted file: searches walk the graphs of the nearest lists.
   *
   * @param lists how rows are grouped, without codes: {@link IvfCodec#FLAT}; if it does not say how
   *     many there are, one for 10,000 rows
   * @param graphs of the rows of a list, each
   */
  record Partitioned(IvfParams lists, Graph graphs) implements IndexPlan {
    public Partitioned {
      if (lists.codec() != IvfCodec.FLAT) {
        throw new IllegalArgumentException("lists with graphs hold no codes, " + lists.codec());
      }
    }
  }

  /**
   * An index of the rows' principal components.
   *
   * @param components how many, fewer than the vectors have
   */
  record Reduced(int components, IndexPlan inner) implements IndexPlan {}

  /** The graph of all rows, if there is one, which an earlier one can be the base of. */
  default Optional<Graph> wholeGraph() {
    return switch (this) {
      case Graph graph -> Optional.of(graph);
      case Fused(Graph graph, Lists _) -> Optional.of(graph);
      case Flat(), Lists _, Partitioned _, Reduced _ -> Optional.empty();
    };
  }

  /** A short name for logs. */
  default String description() {
    return switch (this) {
      case Flat() -> "flat";
      case Reduced(int components, IndexPlan inner) ->
          "%s of %d principal components".formatted(inner.description(), components);
      case Fused(Graph graph, Lists lists) ->
          "%s; for many results, %s".formatted(graph.description(), lists.description());
      case Partitioned(IvfParams _, Graph graphs) ->
          "lists, each with a graph: %s".formatted(graphs.description());
      case Lists(IvfParams params) ->
          "inverted file of %s%s".formatted(params.codec(), params.graph() ? ", with a graph" : "");
      case Graph(HnswParams params, RowCodes codes, boolean codedLinks) ->
          "hnsw M=%d efConstruction=%d, %s%s"
              .formatted(
                  params.m(),
                  params.efConstruction(),
                  codes.description(),
                  codedLinks ? ", codes of links" : "");
    };
  }
}
