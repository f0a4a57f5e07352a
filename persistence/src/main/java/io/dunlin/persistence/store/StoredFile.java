package io.dunlin.persistence.store;

import java.time.Instant;

/**
 * A file that a store holds.
 *
 * @param bytes the content's length
 * @param written when it was stored, by the store's clock
 */
public record StoredFile(String name, long bytes, Instant written) {}
