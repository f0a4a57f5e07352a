package io.dunlin.persistence.journal;

/** One record of a log, as {@link RecordCodec} wrote it. */
record StoredEvent(long sequenceNumber, byte[] record) {}
