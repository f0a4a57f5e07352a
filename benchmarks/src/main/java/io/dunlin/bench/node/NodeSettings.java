package io.dunlin.bench.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a node is measured.
 *
 * @param launcher of the node, {@code bin/dunlin}
 * @param work where its data directory is made
 * @param k results per query
 * @param breadths ({@code hnsw_ef}) of the searches
 * @param batch points per upsert
 * @param writers upserts in flight
 * @param leastTime of each measurement of searches
 */
public record NodeSettings(
    Path launcher,
    Path work,
    int k,
    List<Integer> breadths,
    int batch,
    int writers,
    Duration leastTime) {}
