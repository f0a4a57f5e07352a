package io.dunlin.http.codec;

import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchRequest;

/** What a body of {@code points/query} asks for. */
public sealed interface Query {
  /** The nearest points to something. */
  record Nearest(SearchRequest search) implements Query {}

  /** Without a query: points in the order of their ids, the first {@code offset} left out. */
  record ById(ScrollRequest scroll, int offset) implements Query {}
}
