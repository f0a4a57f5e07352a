/** What a cluster keeps in Cassandra beside its logs, and how those are set up and trimmed. */
@NullMarked
package io.dunlin.persistence.cassandra;

import org.jspecify.annotations.NullMarked;
