package io.dunlin.sharding.strict;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.persistence.model.StrictModeSettings.Permission;
import io.dunlin.persistence.model.VectorValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A collection's limits. Each method lets a request pass or throws BadRequest, in the words that
 * clients know; they may be called in any order.
 */
public final class StrictMode {
  private final StrictModeSettings settings;
  private final Map<String, FieldSchema> fields;

  private StrictMode(CollectionConfig config) {
    this.settings = config.strictMode();
    this.fields = config.fields();
  }

  /** Empty where strict mode is not on. */
  public static Optional<StrictMode> of(CollectionConfig config) {
    return config.strictMode().enabled().orElse(false)
        ? Optional.of(new StrictMode(config))
        : Optional.empty();
  }

  public Optional<Long> limit(Limit limit) {
    return Optional.ofNullable(settings.limits().get(limit));
  }

  /** How long a request's caller waits, unless the node's settings say so. */
  public void checkTimeout(Duration timeout, boolean given) {
    if (given) {
      check(Limit.MAX_TIMEOUT, timeout.plusNanos(999_999_999).toSeconds(), "timeout");
    }
  }

  // ---- reads ----

  /** The queries of one request. */
  public void checkQueries(List<QueryRequest> queries) {
    check(Limit.SEARCH_MAX_BATCHSIZE, queries.size(), "search batch size");
    queries.forEach(query -> checkQuery(query.root()));
  }

  private void checkQuery(QueryNode node) {
    checkLimit(node.limit());
    checkReadFilter(node.filter());
    SearchTuning tuning = node.tuning();
    tuning.corpus().ifPresent(this::checkReadFilter);
    checkExact(tuning.exact());
    checkOversampling(tuning.codes().oversampling());
    tuning.ef().ifPresent(ef -> check(Limit.SEARCH_MAX_HNSW_EF, ef, "hnsw_ef"));
    if (node.query().orElse(null) instanceof Query.Formula formula) {
      checkIndexes(
          FormulaFields.of(formula.expression()),
          Permission.UNINDEXED_FILTERING_RETRIEVE,
          "Create an index for this key or use a different formula expression.");
    }
    node.before().forEach(this::checkQuery);
  }

  public void checkGroups(GroupsRequest groups) {
    checkLimit((long) groups.query().root().limit() * groups.size());
    checkQuery(groups.query().root());
    if (settings.forbids(Permission.UNINDEXED_FILTERING_RETRIEVE)) {
      checkGroupedBy(groups.by());
    }
  }

  private void checkGroupedBy(JsonPath path) {
    String help = "Create an index supporting `match` for this key.";
    FieldSchema schema =
        new FieldIndexes(fields)
            .find(path)
            .orElseThrow(() ->
                refusal("Index required but not found for \"%s\"".formatted(path.text()), help));
    switch (schema.type()) {
      case KEYWORD, INTEGER, UUID, BOOL -> {}
      case FLOAT, DATETIME, GEO, TEXT ->
          throw refusal(
              "Index of type \"%s\" found for \"%s\""
                  .formatted(FilterRules.name(schema.type()), path.text()),
              help);
    }
  }

  public void checkMatrix(MatrixRequest matrix) {
    checkLimit((long) matrix.sample() * matrix.limit());
    checkReadFilter(matrix.filter());
  }

  public void checkFacet(FacetRequest facet) {
    checkLimit(facet.limit());
    checkReadFilter(facet.filter());
    checkExact(facet.exact());
  }

  public void checkScroll(ScrollRequest scroll) {
    checkLimit(scroll.limit());
    checkReadFilter(scroll.filter());
  }

  public void checkCount(CountRequest count) {
    checkReadFilter(count.filter());
    checkExact(count.exact());
  }

  private void checkLimit(long limit) {
    check(Limit.MAX_QUERY_LIMIT, limit, "limit");
  }

  private void checkExact(boolean exact) {
    if (exact && settings.forbids(Permission.SEARCH_ALLOW_EXACT)) {
      throw refusal("Exact search disabled!", "Set exact=false.");
    }
  }

  private void checkReadFilter(Filter filter) {
    checkFilter(filter, Permission.UNINDEXED_FILTERING_RETRIEVE);
  }

  private void checkOversampling(float factor) {
    settings
        .maxOversampling()
        .map(Double::floatValue)
        .filter(most -> factor > most)
        .ifPresent(most -> {
          throw exceeded(plain(factor), plain(most), "oversampling");
        });
  }

  // ---- writes ----

  public void checkWrite(PointOperation operation) {
    switch (operation) {
      case PointOperation.Upsert upsert -> {
        check(Limit.UPSERT_MAX_BATCHSIZE, upsert.points().size(), "upsert limit");
        upsert.points().forEach(this::checkVectors);
      }
      case PointOperation.UpdateVectors update -> {
        check(Limit.UPSERT_MAX_BATCHSIZE, update.points().size(), "update limit");
        update.points().forEach(this::checkVectors);
      }
      case PointOperation.ApplyDelta apply ->
          check(Limit.UPSERT_MAX_BATCHSIZE, apply.points().size(), "update limit");
      default -> {}
    }
    checkFilter(operation.filter(), Permission.UNINDEXED_FILTERING_UPDATE);
  }

  private void checkVectors(PointInput point) {
    point
        .vectors()
        .forEach((name, vector) -> {
          switch (vector) {
            case VectorValue.Dense _ -> {}
            case VectorValue.Multi multi ->
                checkVector(
                    settings.multivectors(),
                    name,
                    multi.count(),
                    "Multivector '%s' has a limit of %d vectors, but %d were provided!");
            case VectorValue.Sparse sparse ->
                checkVector(
                    settings.sparse(),
                    name,
                    sparse.size(),
                    "Sparse vector '%s' has a limit of %d indices, but %d were provided!");
          }
        });
  }

  private static void checkVector(
      Map<String, Long> limits, String vector, long size, String refusal) {
    Long most = limits.get(vector);
    if (most != null && size > most) {
      throw badRequest(refusal.formatted(vector, most, size));
    }
  }

  /** A payload index to be made at the path. */
  public void checkNewField(String path) {
    long most = limit(Limit.MAX_PAYLOAD_INDEX_COUNT).orElse(Long.MAX_VALUE);
    if (fields.size() >= most && !fields.containsKey(path)) {
      throw refusal(
          "Collection already has the maximum number of payload indices (%d)".formatted(most),
          "Please delete an existing index before creating a new one.");
    }
  }

  /** Whether {@link #checkSize} may refuse the operation. */
  public boolean dependsOnSize(PointOperation operation) {
    return grows(operation)
        && (limit(Limit.MAX_COLLECTION_VECTOR_SIZE_BYTES).isPresent()
            || limit(Limit.MAX_COLLECTION_PAYLOAD_SIZE_BYTES).isPresent()
            || limit(Limit.MAX_POINTS_COUNT).isPresent());
  }

  private static boolean grows(PointOperation operation) {
    return switch (operation) {
      case PointOperation.Upsert _,
          PointOperation.UpdateVectors _,
          PointOperation.ApplyDelta _,
          PointOperation.SetPayload _,
          PointOperation.OverwritePayload _ ->
          true;
      case PointOperation.Delete _,
          PointOperation.DeleteVectors _,
          PointOperation.DeletePayload _,
          PointOperation.ClearPayload _ ->
          false;
    };
  }

  /** What makes a collection larger, which is so large now. */
  public void checkSize(PointOperation operation, CollectionSize size) {
    if (!grows(operation)) {
      return;
    }
    if (!(operation instanceof PointOperation.UpdateVectors
        || operation instanceof PointOperation.ApplyDelta)) {
      checkBytes(Limit.MAX_COLLECTION_PAYLOAD_SIZE_BYTES, size.payloadBytes(), "payload");
    }
    if (operation.vectors() > 0) {
      checkBytes(Limit.MAX_COLLECTION_VECTOR_SIZE_BYTES, size.vectorBytes(), "vector");
    }
    if (operation instanceof PointOperation.Upsert) {
      limit(Limit.MAX_POINTS_COUNT)
          .filter(most -> size.points() >= most)
          .ifPresent(most -> {
            throw badRequest("Max points count limit of %d reached!".formatted(most));
          });
    }
  }

  private void checkBytes(Limit limit, long bytes, String what) {
    limit(limit)
        .filter(most -> bytes >= most)
        .ifPresent(most -> {
          throw badRequest(
              "Max %s storage size limit of %sMB reached!"
                  .formatted(what, plain(most / (1024f * 1024f))));
        });
  }

  // ---- filters ----

  private void checkFilter(Filter filter, Permission unindexed) {
    checkIndexes(filter, unindexed, "Create an index for this key or use a different filter.");
    FilterRules rules = new FilterRules(filter);
    long most = limit(Limit.FILTER_MAX_CONDITIONS).orElse(Long.MAX_VALUE);
    if (rules.conditions() > most) {
      throw refusal(
          "Filter condition limit reached (%d > %d)".formatted(rules.conditions(), most),
          "Reduce the amount of conditions of your filter.");
    }
    long largest = limit(Limit.CONDITION_MAX_SIZE).orElse(Long.MAX_VALUE);
    if (rules.largest() > largest) {
      throw refusal(
          "Condition size limit reached (%d > %d)".formatted(rules.largest(), largest),
          "Reduce the size of your condition.");
    }
  }

  private void checkIndexes(Filter filter, Permission unindexed, String help) {
    if (settings.forbids(unindexed)) {
      new FilterRules(filter)
          .unindexed(new FieldIndexes(fields))
          .ifPresent(missing -> {
            throw refusal(
                "Index required but not found for \"%s\" of one of the following types: %s"
                    .formatted(missing.path(), missing.types()),
                help);
          });
    }
  }

  // ---- refusals ----

  private void check(Limit limit, long value, String name) {
    limit(limit)
        .filter(most -> value > most)
        .ifPresent(most -> {
          throw exceeded(Long.toString(value), Long.toString(most), name);
        });
  }

  private static DunlinException exceeded(String value, String most, String name) {
    return refusal(
        "Limit exceeded %s > %s for \"%s\"".formatted(value, most, name),
        "Reduce the \"%s\" parameter to or below %s.".formatted(name, most));
  }

  private static DunlinException refusal(String problem, String help) {
    return badRequest(problem + ". Help: " + help);
  }

  private static DunlinException badRequest(String text) {
    return new DunlinFailure.BadRequest(text).asException();
  }

  /** Without an exponent and without zeros at the end. */
  private static String plain(float number) {
    return new BigDecimal(Float.toString(number)).stripTrailingZeros().toPlainString();
  }
}
