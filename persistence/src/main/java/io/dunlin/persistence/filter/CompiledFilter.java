package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.payload.PayloadReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A filter made ready to be asked of many points: sets hashed, bounds merged, polygons boxed. Asks
 * a decoded payload or an encoded one and says the same of both; of an encoded one it reads only
 * the paths that it needs. Immutable, so any number of threads may share it.
 */
public final class CompiledFilter {
  private final Predicate<Subject> test;
  private final boolean needsPayload;

  private CompiledFilter(Predicate<Subject> test, boolean needsPayload) {
    this.test = test;
    this.needsPayload = needsPayload;
  }

  public static CompiledFilter of(Filter filter) {
    return new CompiledFilter(compile(filter), readsPayload(filter));
  }

  /** False when the filter asks nothing of a payload, so that none need be read. */
  public boolean needsPayload() {
    return needsPayload;
  }

  /** {@code hasVector} says whether the point has a vector of the given name. */
  public boolean matches(PointId id, Payload payload, Predicate<String> hasVector) {
    return test.test(new Subject.Decoded(id, payload, hasVector));
  }

  /**
   * As {@link #matches(PointId, Payload, Predicate)}, straight from the payload's bytes.
   *
   * @throws io.dunlin.persistence.payload.MalformedPayloadException when the bytes read are damaged
   */
  public boolean matches(PointId id, PayloadReader payload, Predicate<String> hasVector) {
    return test.test(new Subject.Encoded(id, payload, hasVector));
  }

  private static boolean readsPayload(Condition condition) {
    return switch (condition) {
      case Filter filter -> filter.all().anyMatch(CompiledFilter::readsPayload);
      case Condition.HasId _, Condition.HasVector _, Condition.Slice _ -> false;
      case Condition.Field _, Condition.IsEmpty _, Condition.IsNull _, Condition.Nested _ -> true;
    };
  }

  private static Predicate<Subject> compile(Condition condition) {
    return switch (condition) {
      case Filter filter -> compileFilter(filter);
      case Condition.Field field -> FieldTest.of(field);
      case Condition.HasId hasId -> {
        Set<PointId> ids = Set.copyOf(hasId.ids());
        yield subject -> subject.hasId(ids::contains);
      }
      case Condition.Slice slice -> {
        Predicate<PointId> test =
            id -> Long.remainderUnsigned(SipHash.of(id), slice.total()) == slice.index();
        yield subject -> subject.hasId(test);
      }
      case Condition.HasVector hasVector -> subject -> subject.hasVector(hasVector.name());
      case Condition.IsEmpty isEmpty -> {
        ValuePath path = ValuePath.of(isEmpty.path());
        yield subject -> !subject.anyAt(path, CompiledFilter::holdsSomething);
      }
      case Condition.IsNull isNull -> {
        ValuePath path = ValuePath.of(isNull.path());
        yield subject -> subject.anyAt(path, CompiledFilter::isOrHoldsNull);
      }
      case Condition.Nested nested -> {
        ValuePath elements = ValuePath.ofElements(nested.path());
        Predicate<Subject> inner = compileFilter(nested.filter());
        Predicate<Object> element =
            value -> value instanceof Map<?, ?> fields && inner.test(new Subject.Element(fields));
        yield subject -> subject.anyAt(elements, element);
      }
    };
  }

  private static Predicate<Subject> compileFilter(Filter filter) {
    List<Predicate<Subject>> must = compileAll(filter.must());
    List<Predicate<Subject>> should = compileAll(filter.should());
    List<Predicate<Subject>> mustNot = compileAll(filter.mustNot());
    List<Predicate<Subject>> minShould =
        compileAll(filter.minShould().map(Filter.MinShould::conditions).orElse(List.of()));
    int minCount = filter.minShould().map(Filter.MinShould::minCount).orElse(0);
    return subject ->
        holdFor(subject, must, must.size())
            && (should.isEmpty() || holdFor(subject, should, 1))
            && holdFor(subject, minShould, minCount)
            && (mustNot.isEmpty() || !holdFor(subject, mustNot, 1));
  }

  private static List<Predicate<Subject>> compileAll(List<Condition> conditions) {
    return conditions.stream().map(CompiledFilter::compile).toList();
  }

  /** Whether at least {@code needed} of the tests hold; stops as soon as that is settled. */
  private static boolean holdFor(Subject subject, List<Predicate<Subject>> tests, int needed) {
    int missing = needed;
    for (int i = 0; missing > 0 && missing <= tests.size() - i; i++) {
      if (tests.get(i).test(subject)) {
        missing--;
      }
    }
    return missing <= 0;
  }

  private static boolean holdsSomething(Object value) {
    return value != JsonNull.NULL && !(value instanceof List<?> elements && elements.isEmpty());
  }

  private static boolean isOrHoldsNull(Object value) {
    return value == JsonNull.NULL
        || (value instanceof List<?> elements && elements.contains(JsonNull.NULL));
  }
}
