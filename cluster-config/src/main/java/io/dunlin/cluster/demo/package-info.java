/**
 * The first minute with Dunlin: makes a set of vectors, loads it through the node's own REST API as
 * any client would, and measures what comes back. It knows the node by its address only.
 */
@NullMarked
package io.dunlin.cluster.demo;

import org.jspecify.annotations.NullMarked;
