package io.dunlin.http.grpc;

import io.dunlin.persistence.model.PointId;
import java.util.Optional;
import java.util.Set;

/**
 * A request of a stream that has come whole.
 *
 * @param kind as {@link StreamMethod#kind} tells
 * @param changes the points that it changes
 * @param bytes of its frame
 * @param at {@link System#nanoTime} when it had come
 */
record StreamRequest<Q>(Q message, Optional<?> kind, Set<PointId> changes, int bytes, long at) {}
