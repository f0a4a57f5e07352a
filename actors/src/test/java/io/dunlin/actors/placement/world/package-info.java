/**
 * A world for the planner to fail in: nodes that pause, crash and are cut off, a journal whose
 * writes land late, sessions that fence, copies that lag. Models only, without Pekko, driven by one
 * seed, and looked at after every event by {@link io.dunlin.actors.placement.world.Checker}.
 */
@NullMarked
package io.dunlin.actors.placement.world;

import org.jspecify.annotations.NullMarked;
