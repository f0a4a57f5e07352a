/**
 * Where a cluster keeps the sealed files and manifests of its shards besides the disk of the node
 * that serves them: a shared folder or a bucket. A second place for them is what lets another node
 * take a shard over, and lets the log before them be trimmed.
 *
 * <p>All calls block; they belong on a dispatcher for files. A stored file is there whole or not at
 * all, is checked against a SHA-256 whenever it is read, and is never served when that differs.
 */
@NullMarked
package io.dunlin.persistence.store;

import org.jspecify.annotations.NullMarked;
