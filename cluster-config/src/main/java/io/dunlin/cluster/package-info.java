/**
 * The assembly: reads the settings, locks the data directory, starts the actor system and wires the
 * modules together in the direction data flows. Nothing depends on this package.
 */
@NullMarked
package io.dunlin.cluster;

import org.jspecify.annotations.NullMarked;
