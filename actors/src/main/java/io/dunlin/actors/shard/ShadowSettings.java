package io.dunlin.actors.shard;

/**
 * When an index by changed settings may take the place of the one before.
 *
 * @param recallDrop by how much less of what is nearest it may find, as a share from 0 to 1
 * @param queries that both are asked
 */
public record ShadowSettings(double recallDrop, int queries) {
  public static final ShadowSettings DEFAULTS = new ShadowSettings(0.05, 64);
}
