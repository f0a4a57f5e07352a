package io.dunlin.index.search;

/**
 * What a caller may choose per search.
 *
 * @param ef breadth of a graph search; raised to k where it is smaller
 * @param exact scan instead of walking the graph
 */
public record SearchParams(int ef, boolean exact) {}
