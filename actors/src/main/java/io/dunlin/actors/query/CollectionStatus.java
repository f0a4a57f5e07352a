package io.dunlin.actors.query;

import io.dunlin.actors.copy.BuildReport.Shadow;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorColumns;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a collection's shards say of themselves, added up.
 *
 * @param indexedVectors vectors in graphs
 * @param segments growing, frozen and sealed
 */
public record CollectionStatus(
    Light light, long points, long indexedVectors, int segments, List<ShardStatus> shards) {
  public enum Light {
    /** Everything is indexed. */
    GREEN,
    /** Being indexed. */
    YELLOW,
    /** It is released: no more is known than that its shards are there. */
    GREY,
    /** A shard does not answer. */
    RED
  }

  /** The part of a shard, by its number. */
  public Optional<ShardStatus> shard(int number) {
    return shards.stream().filter(shard -> shard.number() == number).findFirst();
  }

  /**
   * Why indexes are not what the collection's settings say and will not be by themselves, if so.
   */
  public Optional<String> problemOfIndexes(CollectionConfig config) {
    Map<String, IndexRecipe> wanted = config.recipes();
    for (ShardStatus shard : shards) {
      for (Map.Entry<String, Shadow> each : shard.indexing().shadows().entrySet()) {
        Shadow shadow = each.getValue();
        if (shadow.refused() && shadow.recipe().equals(wanted.get(each.getKey()))) {
          return Optional.of(
              ("vector '%s': in shard %d an index by the changed settings finds %.3f of what is"
                      + " nearest, the present one %.3f, which stays. Take the settings back by POST"
                      + " .../index/rollback, or have them whatever they find by POST"
                      + " .../index/accept")
                  .formatted(
                      VectorColumns.name(each.getKey()),
                      shard.number(),
                      shadow.recall().after(),
                      shadow.recall().before()));
        }
      }
    }
    return Optional.empty();
  }

  /** How far a payload index is in all shards together. */
  public FieldStatus field(String path) {
    return shards.stream()
        .map(shard -> shard.fields().getOrDefault(path, FieldStatus.NOT_BEGUN))
        .reduce(FieldStatus::plus)
        .orElse(FieldStatus.WHOLE);
  }

  /**
   * How far a payload index is.
   *
   * @param points with a value at the path, whether or not the index has come to them; about, where
   *     many payloads have to be looked at for that
   * @param whole whether all rows are in it but those that can yet be followed by others
   */
  public record FieldStatus(long points, boolean whole) {
    static final FieldStatus NOT_BEGUN = new FieldStatus(0, false);
    static final FieldStatus WHOLE = new FieldStatus(0, true);

    FieldStatus plus(FieldStatus other) {
      return new FieldStatus(points + other.points, whole && other.whole);
    }
  }

  /**
   * One shard's part.
   *
   * @param key where the collection has keys
   * @param backlog rows that wait for a graph
   * @param live whether it answered
   * @param fields payload indexes by their paths
   * @param vectorBytes about what the vectors of its points take
   * @param payloadBytes about what their payloads take
   * @param indexing what segments are indexed by
   */
  public record ShardStatus(
      int number,
      Optional<ShardKey> key,
      long points,
      long indexedVectors,
      int segments,
      long backlog,
      boolean building,
      boolean live,
      Map<String, FieldStatus> fields,
      long vectorBytes,
      long payloadBytes,
      Indexing indexing) {}
}
