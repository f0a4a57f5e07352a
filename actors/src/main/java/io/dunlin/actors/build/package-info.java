/** When segments are sealed and merged, and the job that does it. */
@NullMarked
package io.dunlin.actors.build;

import org.jspecify.annotations.NullMarked;
