package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol.AcceptIndexes;
import io.dunlin.actors.catalog.CatalogProtocol.RollBackIndexes;
import io.dunlin.actors.catalog.IndexChange;
import io.dunlin.actors.copy.BuildReport.Build;
import io.dunlin.actors.copy.BuildReport.Kind;
import io.dunlin.actors.copy.BuildReport.Outcome;
import io.dunlin.actors.copy.BuildReport.Shadow;
import io.dunlin.actors.copy.RecallChange;
import io.dunlin.actors.query.Indexing;
import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.IndexRecipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What is said about indexes whose settings are changed. */
final class IndexForms {
  private IndexForms() {}

  static final Form<RollBackIndexes> ROLL_BACK =
      Form.first(
          (out, back) -> {
            out.string(back.collection());
            out.actor(back.replyTo());
          },
          in -> new RollBackIndexes(in.string(), in.actor()));

  static final Form<AcceptIndexes> ACCEPT =
      Form.first(
          (out, accept) -> {
            out.string(accept.collection());
            out.actor(accept.replyTo());
          },
          in -> new AcceptIndexes(in.string(), in.actor()));

  private static final Part<Optional<CollectionConfig>> FORMER =
      Part.optional(
          Part.of(
              (out, config) -> out.bytes(CollectionBytes.of(config)),
              in -> CollectionBytes.toConfig(in.bytes())));

  static final Part<Map<UUID, IndexChange>> CHANGES =
      Part.map(
          Leaves.ANY_UUID,
          Part.of(
              (out, change) -> {
                FORMER.write(out, change.former());
                out.bool(change.accepted());
              },
              in -> new IndexChange(FORMER.read(in), in.bool())));

  // ---- what is indexed how ----

  private static final Part<IndexRecipe> RECIPE =
      Part.of(
          (out, recipe) -> out.bytes(CollectionBytes.of(recipe)),
          in -> CollectionBytes.toRecipe(in.bytes()));
  private static final Part<Optional<IndexRecipe>> ANY_RECIPE = Part.optional(RECIPE);

  private static final Part<List<Indexing.Rows>> ROWS =
      Part.list(
          Part.of(
              (out, rows) -> {
                out.string(rows.vector());
                out.bool(rows.sealed());
                out.bool(rows.indexed());
                ANY_RECIPE.write(out, rows.recipe());
                out.varLong(rows.count());
              },
              in ->
                  new Indexing.Rows(
                      in.string(), in.bool(), in.bool(), ANY_RECIPE.read(in), in.varLong())));

  private static final Part<List<Indexing.SegmentRows>> SEGMENTS =
      Part.list(
          Part.of(
              (out, segment) -> {
                out.varLong(segment.name());
                out.varLong(segment.count());
                out.bool(segment.sealed());
              },
              in -> new Indexing.SegmentRows(in.varLong(), in.varLong(), in.bool())));

  private static final Part<Map<String, Shadow>> SHADOWS =
      Part.map(
          Leaves.STRING,
          Part.of(
              (out, shadow) -> {
                RECIPE.write(out, shadow.recipe());
                out.bool(shadow.refused());
                out.float64(shadow.recall().before());
                out.float64(shadow.recall().after());
                out.varInt(shadow.recall().queries());
                out.varInt(shadow.recall().ofUsers());
              },
              in ->
                  new Shadow(
                      RECIPE.read(in),
                      in.bool(),
                      new RecallChange(in.float64(), in.float64(), in.varInt(), in.varInt()))));

  private static final Part<Kind> KIND =
      Part.of(
          (out, kind) ->
              out.code(
                  switch (kind) {
                    case INDEXING -> 1;
                    case MERGE -> 2;
                    case VACUUM -> 3;
                    case CONFIG_MISMATCH -> 4;
                  }),
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> Kind.INDEXING;
              case 2 -> Kind.MERGE;
              case 3 -> Kind.VACUUM;
              case 4 -> Kind.CONFIG_MISMATCH;
              default -> throw WireReader.unknown("kind of build", code);
            };
          });

  private static final Part<Outcome> OUTCOME =
      Part.of(
          (out, outcome) ->
              out.code(
                  switch (outcome) {
                    case RUNNING -> 1;
                    case DONE -> 2;
                    case REFUSED -> 3;
                    case FAILED -> 4;
                  }),
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> Outcome.RUNNING;
              case 2 -> Outcome.DONE;
              case 3 -> Outcome.REFUSED;
              case 4 -> Outcome.FAILED;
              default -> throw WireReader.unknown("outcome of a build", code);
            };
          });

  private static final Part<List<Long>> NAMES =
      Part.list(Part.of((out, name) -> out.varLong(name), in -> in.varLong()));
  private static final Part<Optional<Long>> TIME =
      Part.optional(Part.of((out, time) -> out.varLong(time), in -> in.varLong()));

  private static final Part<Build> BUILD =
      Part.of(
          (out, build) -> {
            KIND.write(out, build.kind());
            NAMES.write(out, build.inputs());
            out.varLong(build.rows());
            out.varLong(build.inserted());
            out.varLong(build.began());
            TIME.write(out, build.ended());
            OUTCOME.write(out, build.outcome());
          },
          in ->
              new Build(
                  KIND.read(in),
                  NAMES.read(in),
                  in.varLong(),
                  in.varLong(),
                  in.varLong(),
                  TIME.read(in),
                  OUTCOME.read(in)));

  private static final Part<Optional<Build>> RUNNING = Part.optional(BUILD);
  private static final Part<List<Build>> COMPLETED = Part.list(BUILD);

  static final Part<Indexing> INDEXING =
      Part.of(
          (out, indexing) -> {
            ROWS.write(out, indexing.rows());
            SEGMENTS.write(out, indexing.segments());
            SHADOWS.write(out, indexing.shadows());
            RUNNING.write(out, indexing.running());
            COMPLETED.write(out, indexing.completed());
          },
          in ->
              new Indexing(
                  ROWS.read(in),
                  SEGMENTS.read(in),
                  SHADOWS.read(in),
                  RUNNING.read(in),
                  COMPLETED.read(in)));
}
