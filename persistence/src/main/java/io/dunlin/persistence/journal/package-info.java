/**
 * The embedded journal: Pekko Persistence over RocksDB.
 *
 * <p>It exists because no ready-made local journal both syncs before it acknowledges and survives
 * production use. Its heart is {@link io.dunlin.persistence.journal.GroupCommit}: on a disk that
 * syncs a few hundred times a second, writes of all logs share one sync. {@link
 * io.dunlin.persistence.journal.RocksStore} owns the files; {@link
 * io.dunlin.persistence.journal.RocksJournal} and {@link
 * io.dunlin.persistence.journal.RocksReadJournal} are what Pekko sees of it.
 */
@NullMarked
package io.dunlin.persistence.journal;

import org.jspecify.annotations.NullMarked;
