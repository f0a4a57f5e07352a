/**
 * One writer for each log, also when processes pause, networks part and writes arrive late. A
 * writer claims a log, which raises the log's epoch; every entry carries its writer's epoch; and
 * what a reader takes for the log is the one history that the highest epoch goes on from.
 */
@NullMarked
package io.dunlin.persistence.fence;

import org.jspecify.annotations.NullMarked;
