package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.PayloadSchema.Field;
import io.dunlin.persistence.model.Violation;
import java.util.Map;
import java.util.Optional;

/**
 * A change of what payloads have to be. Points that are there are not looked at, so that it may
 * only allow more than before, or declare fields that points need not have.
 *
 * @param fields each whole, by path; those without a value are not declared any more
 */
public record PayloadSchemaPatch(Map<String, Optional<Field>> fields, Optional<Extra> extra) {
  private static final String ELSE =
      "; or make another collection, write the points to it, and give it this one's aliases";

  /** Nothing is to change. */
  public static final PayloadSchemaPatch NONE = new PayloadSchemaPatch(Map.of(), Optional.empty());

  PayloadSchema applyTo(PayloadSchema schema) {
    return schema.with(fields, extra);
  }

  /** What points that are there might not keep to then, if there is anything. */
  Optional<String> violation(PayloadSchema schema) {
    boolean extraStays = extra.orElse(schema.extra()) == Extra.REFUSE;
    for (Map.Entry<String, Optional<Field>> change : fields.entrySet()) {
      Optional<Field> old = Optional.ofNullable(schema.fields().get(change.getKey()));
      Optional<String> problem =
          change
              .getValue()
              .map(
                  field -> tightened(old, field).map(violation -> violation.below(change.getKey())))
              .orElseGet(() -> forgotten(change.getKey(), old.isPresent() && extraStays))
              .map(violation -> violation.below("schema.fields") + ELSE);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return extra.filter(other -> other == Extra.REFUSE && schema.extra() == Extra.ALLOW).isPresent()
        ? Optional.of(
            "schema.extra: points that are there may have fields that are not declared" + ELSE)
        : Optional.empty();
  }

  private static Optional<Violation> tightened(Optional<Field> old, Field field) {
    if (old.isPresent()) {
      return old.get().tightenedBy(field);
    }
    return field.required()
        ? Optional.of(new Violation("required", "points that are there may lack it; have it false"))
        : Optional.empty();
  }

  private static Optional<Violation> forgotten(String path, boolean extraRefused) {
    return extraRefused
        ? Optional.of(
            new Violation(path, "points that are there may have it; have extra allowed, too"))
        : Optional.empty();
  }
}
