/**
 * Rows that are searched together: a growing segment in memory, sealed ones in files, what has died
 * or changed in them since, and the builder that turns the first into the second. A segment knows
 * its rows and nothing of logs, shards or requests.
 */
@NullMarked
package io.dunlin.persistence.segment;

import org.jspecify.annotations.NullMarked;
