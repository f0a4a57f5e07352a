package io.dunlin.persistence.snapshot;

import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot as it is listed.
 *
 * @param created to the second
 * @param checksum SHA-256 of the file; empty where it is not known
 */
public record SnapshotDescription(
    String name, Instant created, long size, Optional<String> checksum) {}
