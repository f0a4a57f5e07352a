/** What a node tells the catalog of itself, for the planner and for operators. */
@NullMarked
package io.dunlin.actors.report;

import org.jspecify.annotations.NullMarked;
