package io.dunlin.actors.wire.kryo;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Filters and their conditions. */
final class FilterForms {
  private FilterForms() {}

  private static final Part<List<Condition>> CONDITIONS = Part.list(Part.oneOf(Condition.class));

  private static final Part<Optional<Filter.MinShould>> MIN_SHOULD =
      Part.optional(
          Part.of(
              (out, least) -> {
                CONDITIONS.write(out, least.conditions());
                out.varInt(least.minCount());
              },
              in -> new Filter.MinShould(CONDITIONS.read(in), in.varInt())));

  static final Form<Filter> FILTER = Form.first(FilterForms::write, FilterForms::read);

  private static void write(WireWriter out, Filter filter) {
    out.openFilter();
    CONDITIONS.write(out, filter.must());
    CONDITIONS.write(out, filter.should());
    CONDITIONS.write(out, filter.mustNot());
    MIN_SHOULD.write(out, filter.minShould());
    out.closeFilter();
  }

  private static Filter read(WireReader in) {
    in.openFilter();
    Filter filter =
        new Filter(
            CONDITIONS.read(in), CONDITIONS.read(in), CONDITIONS.read(in), MIN_SHOULD.read(in));
    in.closeFilter();
    return filter;
  }

  private static final Part<List<Check>> CHECKS = Part.list(Part.oneOf(Check.class));

  static final Form<Condition.Field> FIELD =
      Form.first(
          (out, field) -> {
            Leaves.PATH.write(out, field.path());
            CHECKS.write(out, field.checks());
          },
          in -> new Condition.Field(Leaves.PATH.read(in), CHECKS.read(in)));

  private static final Part<Set<PointId>> IDS = Part.set(Leaves.POINT_ID);

  static final Form<Condition.HasId> HAS_ID =
      Form.first(
          (out, hasId) -> IDS.write(out, hasId.ids()), in -> new Condition.HasId(IDS.read(in)));

  static final Form<Condition.HasVector> HAS_VECTOR =
      Form.first(
          (out, hasVector) -> out.string(hasVector.name()),
          in -> new Condition.HasVector(in.string()));

  static final Form<Condition.IsEmpty> IS_EMPTY =
      Form.first(
          (out, isEmpty) -> Leaves.PATH.write(out, isEmpty.path()),
          in -> new Condition.IsEmpty(Leaves.PATH.read(in)));

  static final Form<Condition.IsNull> IS_NULL =
      Form.first(
          (out, isNull) -> Leaves.PATH.write(out, isNull.path()),
          in -> new Condition.IsNull(Leaves.PATH.read(in)));

  static final Form<Condition.Nested> NESTED =
      Form.first(
          (out, nested) -> {
            Leaves.PATH.write(out, nested.path());
            FILTER.write(out, nested.filter());
          },
          in -> new Condition.Nested(Leaves.PATH.read(in), FILTER.read(in)));

  static final Form<Condition.Slice> SLICE =
      Form.first(
          (out, slice) -> {
            out.varInt(slice.total());
            out.varInt(slice.index());
          },
          in -> new Condition.Slice(in.varInt(), in.varInt()));
}
