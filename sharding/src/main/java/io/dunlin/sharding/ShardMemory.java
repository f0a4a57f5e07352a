package io.dunlin.sharding;

/**
 * What is held of a shard where its collection is released or loaded.
 *
 * @param number of the shard in its collection
 * @param copies on how many nodes
 * @param bytes about what the points take, on each of them
 * @param held whether its writer has it open
 */
public record ShardMemory(int number, int copies, long bytes, boolean held) {}
