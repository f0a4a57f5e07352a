package io.dunlin.sharding.answer;

import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKeySelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What an answer is an answer to: two that are equal have the same.
 *
 * @param collection this incarnation of it
 * @param config of the collection, as of which the queries are understood
 * @param what is asked: a list of queries, or groups of one
 * @param positions of all its shards' logs
 */
record Question(
    UUID collection, CollectionConfig config, Object what, Map<ShardId, Long> positions) {

  static Question of(CollectionInfo collection, Object what, Map<ShardId, Long> positions) {
    return new Question(collection.uuid(), collection.config(), what, positions);
  }

  /** Without the configuration, which seldom differs and has much in it. */
  @Override
  public int hashCode() {
    return 31 * (31 * collection.hashCode() + what.hashCode()) + positions.hashCode();
  }

  /** The same as of other positions of some of the shards. */
  Question at(Map<ShardId, Long> others) {
    Map<ShardId, Long> moved = new HashMap<>(positions);
    moved.putAll(others);
    return new Question(collection, config, what, Map.copyOf(moved));
  }

  /** Whether nothing but the collection decides the answer. */
  static boolean isSettled(List<QueryRequest> queries) {
    return queries.stream().allMatch(query -> isSettled(query.root()) && isSettled(query.keys()));
  }

  static boolean isSettled(GroupsRequest groups) {
    return groups.lookup().isEmpty() && isSettled(List.of(groups.query()));
  }

  /** Not what is drawn by chance, and not what compares with another collection's points. */
  private static boolean isSettled(QueryNode node) {
    return node.lookup().isEmpty()
        && node.query().filter(Query.Sample.class::isInstance).isEmpty()
        && node.before().stream().allMatch(Question::isSettled);
  }

  /** Where there is a fallback, that depends on which nodes can be reached. */
  private static boolean isSettled(ShardKeySelector keys) {
    return !(keys instanceof ShardKeySelector.WithFallback);
  }
}
