package io.dunlin.actors.query;

import io.dunlin.persistence.model.JsonPath;
import java.util.Optional;

/**
 * An order of points by the values at a path of their payloads; a point with several values stands
 * in it several times, one without any does not.
 *
 * @param startFrom leaves out what stands before it
 */
public record OrderBy(JsonPath path, boolean descending, Optional<OrderValue> startFrom) {}
