package io.dunlin.index.search;

/** What one searching thread reuses from search to search. STUB. */
public final class SearchScratch {
  public SearchScratch() {}
}
