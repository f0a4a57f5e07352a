package io.dunlin.actors.query;

import java.util.List;
import java.util.Optional;

/**
 * Points that share a value, best first.
 *
 * @param value a String or a Long
 * @param lookup the point of another collection whose id the value is
 */
public record PointGroup(Object value, List<Hit> hits, Optional<Hit> lookup) {}
