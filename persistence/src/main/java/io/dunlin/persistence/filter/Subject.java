package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.payload.PayloadReader;
import java.util.Map;
import java.util.function.Predicate;

/** What a condition is asked about: a point, or one element of an array in its payload. */
sealed interface Subject {
  /** Whether it has an id, and {@code test} holds for that. */
  boolean hasId(Predicate<PointId> test);

  boolean hasVector(String name);

  /** Whether {@code test} holds for any value at {@code path}. */
  boolean anyAt(ValuePath path, Predicate<Object> test);

  /** A point whose payload has been decoded. */
  record Decoded(PointId id, Payload payload, Predicate<String> vectors) implements Subject {
    @Override
    public boolean hasId(Predicate<PointId> test) {
      return test.test(id);
    }

    @Override
    public boolean hasVector(String name) {
      return vectors.test(name);
    }

    @Override
    public boolean anyAt(ValuePath path, Predicate<Object> test) {
      return path.any(payload.fields(), test);
    }
  }

  /** A point whose payload is still in bytes. */
  record Encoded(PointId id, PayloadReader payload, Predicate<String> vectors) implements Subject {
    @Override
    public boolean hasId(Predicate<PointId> test) {
      return test.test(id);
    }

    @Override
    public boolean hasVector(String name) {
      return vectors.test(name);
    }

    @Override
    public boolean anyAt(ValuePath path, Predicate<Object> test) {
      return payload.anyAt(path.encoded(), test);
    }
  }

  /** An object in an array, for a nested filter. It has neither id nor vectors. */
  record Element(Map<?, ?> fields) implements Subject {
    @Override
    public boolean hasId(Predicate<PointId> test) {
      return false;
    }

    @Override
    public boolean hasVector(String name) {
      return false;
    }

    @Override
    public boolean anyAt(ValuePath path, Predicate<Object> test) {
      return path.any(fields, test);
    }
  }
}
