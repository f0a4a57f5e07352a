package io.dunlin.actors.copy;

/**
 * How much an index and the one that is to take its place find of what is nearest, over the same
 * rows and for the same queries: shares from 0 to 1.
 *
 * @param queries that were asked
 * @param ofUsers how many of them users had asked; the others are stored vectors
 */
public record RecallChange(double before, double after, int queries, int ofUsers) {}
