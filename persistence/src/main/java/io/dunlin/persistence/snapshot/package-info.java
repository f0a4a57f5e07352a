/**
 * Snapshots as files: what stands in one, how it is written and checked, and where those of a node
 * lie. {@code docs/SNAPSHOTS.md} has the format for whoever reads such a file elsewhere.
 */
@NullMarked
package io.dunlin.persistence.snapshot;

import org.jspecify.annotations.NullMarked;
