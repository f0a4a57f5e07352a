package io.dunlin.index.hnsw;

/**
 * How a graph is built (Malkov and Yashunin, arXiv:1603.09320).
 *
 * @param m links per node above the ground layer (M); the ground layer has 2M
 * @param efConstruction breadth of the search for neighbours
 * @param seed of the level draw
 */
public record HnswParams(int m, int efConstruction, long seed) {}
