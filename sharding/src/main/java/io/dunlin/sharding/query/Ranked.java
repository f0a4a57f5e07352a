package io.dunlin.sharding.query;

import io.dunlin.actors.query.Hit;
import java.util.List;

/**
 * What one query has found, best first.
 *
 * @param greaterIsBetter whether its scores fall from the first to the last
 */
record Ranked(List<Hit> hits, boolean greaterIsBetter) {}
