package io.dunlin.sharding.answer;

import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.persistence.filter.FilterLeaves;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.query.Examples;
import java.util.List;
import java.util.Map;

/** About how many bytes of the heap an answer takes. */
final class AnswerSize {
  private static final long OF_HIT = 160;
  private static final long OF_LEG = 40;

  /** What a question takes at least: names, maps and the cache's own. */
  private static final long OF_QUESTION = 1_000;

  private static final long OF_NODE = 300;
  private static final long OF_CONDITION = 200;
  private static final long OF_ID = 60;

  /** Of a text with no letters, of a number, and of a key's place in a map. */
  private static final long OF_TEXT = 48;

  private static final long OF_NUMBER = 24;
  private static final long OF_ENTRY = 48;

  private AnswerSize() {}

  static int of(Question question, Object answer) {
    long bytes = OF_QUESTION + of(question.what()) + of(answer);
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  private static long of(QueryNode node) {
    return OF_NODE
        + of(node.filter())
        + node.tuning().corpus().map(AnswerSize::of).orElse(0L)
        + node.query().map(AnswerSize::of).orElse(0L)
        + node.before().stream().mapToLong(AnswerSize::of).sum();
  }

  private static long of(Filter filter) {
    return FilterLeaves.of(filter).stream().mapToLong(leaf -> of(leaf.condition())).sum();
  }

  /** What it is long by shows when it is told. */
  private static long of(Condition condition) {
    return condition instanceof Condition.HasId(var ids)
        ? OF_ID * ids.size()
        : OF_CONDITION + condition.toString().length();
  }

  private static long of(Query query) {
    return switch (query) {
      case Query.Formula _, Query.Rerank _ -> query.toString().length();
      default -> Examples.inputs(query).stream().mapToLong(AnswerSize::of).sum();
    };
  }

  private static long of(VectorInput input) {
    return switch (input) {
      case VectorInput.Components(VectorValue vector) -> OF_ID + bytes(vector);
      case VectorInput.Known(_, VectorValue vector) -> OF_ID + bytes(vector);
      case VectorInput.Example _ -> OF_ID;
    };
  }

  private static long of(Object value) {
    return switch (value) {
      case String text -> OF_TEXT + text.length();
      case Number _ -> OF_NUMBER;
      case List<?> list -> 40L + list.stream().mapToLong(AnswerSize::of).sum();
      case Map<?, ?> fields ->
          40L
              + fields.entrySet().stream()
                  .mapToLong(field -> OF_ENTRY + of(field.getKey()) + of(field.getValue()))
                  .sum();
      case Hit hit -> of(hit);
      case PointGroup group -> 80L + of(group.hits());
      case QueryRequest query -> of(query.root());
      case GroupsRequest groups -> of(groups.query().root());
      default -> OF_NUMBER;
    };
  }

  private static long of(Hit hit) {
    long payload = hit.payload().map(some -> of(some.fields())).orElse(0L);
    long vectors = hit.vectors().values().stream().mapToLong(vector -> 60L + bytes(vector)).sum();
    return OF_HIT + payload + vectors + OF_LEG * hit.legs().size();
  }

  private static long bytes(VectorValue vector) {
    return vector instanceof VectorValue.Sparse ? 8L * vector.size() : 4L * vector.size();
  }
}
