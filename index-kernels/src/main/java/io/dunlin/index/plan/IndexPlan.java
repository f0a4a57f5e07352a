package io.dunlin.index.plan;

import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.ivf.IvfParams;

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

  /**
   * An index of the rows' principal components.
   *
   * @param components how many, fewer than the vectors have
   */
  record Reduced(int components, IndexPlan inner) implements IndexPlan {}

  /** A short name for logs. */
  default String description() {
    return switch (this) {
      case Flat() -> "flat";
      case Reduced(int components, IndexPlan inner) ->
          "%s of %d principal components".formatted(inner.description(), components);
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
