/**
 * Sealed files and manifests between nodes and in the segment store: a node's disk is a verified
 * cache of what a shard's log and the store hold. Fetching and storing wait for disks and networks
 * and have threads of their own.
 */
@NullMarked
package io.dunlin.actors.files;

import org.jspecify.annotations.NullMarked;
