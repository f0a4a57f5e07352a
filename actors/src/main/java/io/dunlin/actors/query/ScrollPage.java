package io.dunlin.actors.query;

import io.dunlin.persistence.model.PointId;
import java.util.List;
import java.util.Optional;

/** One page of a scroll. {@code next} is the first id of the next page, absent at the end. */
public record ScrollPage(List<Hit> points, Optional<PointId> next) {}
