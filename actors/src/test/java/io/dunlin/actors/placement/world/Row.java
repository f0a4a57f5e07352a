package io.dunlin.actors.placement.world;

/** A row of the journal. Its key is position and epoch, so that no epoch overwrites another's. */
record Row(long position, long epoch, Entry entry) {}
