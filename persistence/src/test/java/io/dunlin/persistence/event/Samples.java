package io.dunlin.persistence.event;

import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One event of every type with every field set: what the golden files hold. Never changed; what is
 * no longer written so is in {@link #FORMER}.
 */
final class Samples {
  private static final UUID COLLECTION = UUID.fromString("0b7c1c2e-6f4e-4a3b-9d52-5a1e0f3c7788");
  private static final HnswSettings INLINE =
      new HnswSettings(
          Optional.of(16),
          Optional.of(100),
          Optional.of(10_000),
          Optional.of(0),
          Optional.of(false),
          Optional.of(8),
          Optional.of(true));

  private static final ShardId WISHED = new ShardId(new UUID(1, -2));

  private static final KeyedShards KEYED_BY_WORD =
      new KeyedShards(
          ShardKey.of("Zürich 鳥"),
          3,
          List.of(new ShardId(new UUID(1, 2)), new ShardId(new UUID(-1, 2))),
          Optional.of(2),
          Set.of(new NodeId(new UUID(3, 4)), new NodeId(new UUID(-5, 6))));
  private static final KeyedShards KEYED_BY_NUMBER =
      new KeyedShards(
          ShardKey.of(-1L), 5, List.of(new ShardId(new UUID(5, 6))), Optional.empty(), Set.of());

  static final List<Object> EVENTS =
      List.of(
          new ShardEvent.Committed(
              1_750_000_000_123L,
              List.of(
                  new RowChange.Put(PointId.of(-1L), vectors(), payload()),
                  new RowChange.Put(PointId.of(0), Map.of(), Payload.EMPTY),
                  new RowChange.PutPayload(PointId.of(COLLECTION), payload()),
                  new RowChange.PutPayload(PointId.of(7), Payload.EMPTY),
                  new RowChange.Remove(PointId.of(42)))),
          new ShardEvent.SegmentFrozen(),
          new ShardEvent.SegmentsMerged(
              List.of(12L, 400L, 1L << 40), 401, "segment-401-9f86d081.dunlin", 123_456_789_012L),
          new ShardEvent.VectorsChanged(changed().columns()),
          created(config()),
          new CatalogEvent.CollectionUpdated(COLLECTION, config()),
          new CatalogEvent.IndexesAccepted(COLLECTION),
          new CatalogEvent.ReleaseChanged(COLLECTION, true),
          new CatalogEvent.CollectionDropped(COLLECTION),
          new CatalogEvent.CollectionReplaced(
              COLLECTION, "städte", Optional.of(new ShardId(new UUID(1, -2)))),
          new CatalogEvent.ShardsPlaced(
              new TreeMap<>(
                  Map.of(
                      new ShardId(new UUID(1, 2)),
                      new Placement(
                          new NodeId(new UUID(3, 4)),
                          List.of(new NodeId(new UUID(-5, 6)), new NodeId(new UUID(7, -8)))),
                      new ShardId(new UUID(-1, 2)),
                      new Placement(new NodeId(new UUID(3, 4)), List.of())))),
          new CatalogEvent.ShardsForgotten(
              new TreeSet<>(List.of(new ShardId(new UUID(1, 2)), new ShardId(new UUID(-1, 2))))),
          new CatalogEvent.WishesChanged(
              WISHED,
              List.of(
                  new PlacementWish.Move(
                      WISHED, new NodeId(new UUID(3, 4)), new NodeId(new UUID(-5, 6))),
                  new PlacementWish.Replicate(WISHED, new NodeId(new UUID(7, -8))),
                  new PlacementWish.Drop(WISHED, new NodeId(new UUID(9, 10))))),
          new CatalogEvent.AliasesChanged(
              new TreeMap<>(Map.of("birds", "birds-2", "vögel", "birds-1")),
              new TreeSet<>(List.of("owls", "eulen"))),
          new CatalogEvent.NodeMarked(new NodeId(new UUID(3, -4)), NodeMark.DRAINING),
          new CatalogEvent.ShardKeyCreated(COLLECTION, KEYED_BY_WORD),
          new CatalogEvent.ShardKeyDropped(COLLECTION, ShardKey.of(-1L)));

  /** Those that have a form of their own where a collection is sharded by keys. */
  static final List<Object> KEYED =
      List.of(
          new CatalogEvent.CollectionCreated(
              new CollectionInfo(
                  "städte",
                  COLLECTION,
                  config().sharded(ShardingMethod.CUSTOM),
                  List.of(),
                  List.of(KEYED_BY_WORD, KEYED_BY_NUMBER))),
          new CatalogEvent.CollectionUpdated(COLLECTION, config().sharded(ShardingMethod.CUSTOM)));

  /** Those that have a form of their own where a collection has payload indexes. */
  static final List<Object> WITH_FIELDS =
      List.of(created(withFields()), new CatalogEvent.CollectionUpdated(COLLECTION, withFields()));

  static final List<Object> STRICT =
      List.of(created(strict()), new CatalogEvent.CollectionUpdated(COLLECTION, strict()));

  /** Those that have a form of their own where there are sparse vectors or multivectors. */
  static final List<Object> SPARSE =
      List.of(
          new ShardEvent.Committed(
              1_750_000_000_123L,
              List.of(
                  new RowChange.Put(PointId.of(-1L), vectors(), payload()),
                  new RowChange.Put(PointId.of(3), otherVectors(), Payload.EMPTY))),
          created(withSparse()),
          new CatalogEvent.CollectionUpdated(COLLECTION, withSparse()));

  /** Those that have a form of their own after vectors were made or dropped. */
  static final List<Object> CHANGED_VECTORS =
      List.of(created(changed()), new CatalogEvent.CollectionUpdated(COLLECTION, changed()));

  /** Those that have a form of their own where a collection says what payloads have to be. */
  static final List<Object> WITH_SCHEMA =
      List.of(created(withSchema()), new CatalogEvent.CollectionUpdated(COLLECTION, withSchema()));

  /** Those that have a form of their own where vectors are normalised. */
  static final List<Object> NORMALIZED =
      List.of(created(normalized()), new CatalogEvent.CollectionUpdated(COLLECTION, normalized()));

  /** Those that have a form of their own where points tell who wrote them. */
  static final List<Object> LINEAGE =
      List.of(created(lineage()), new CatalogEvent.CollectionUpdated(COLLECTION, lineage()));

  /** Before fused, tiered and partitioned indexes. */
  private static final List<IndexSettings.Type> SECOND_TYPES =
      List.of(
          IndexSettings.Type.FLAT,
          IndexSettings.Type.HNSW,
          IndexSettings.Type.IVF_FLAT,
          IndexSettings.Type.IVF_SQ8,
          IndexSettings.Type.IVF_PQ,
          IndexSettings.Type.IVF_RABITQ,
          IndexSettings.Type.IVF_HNSW,
          IndexSettings.Type.AUTO);

  /** By the manifest of its time. */
  static final Map<String, Object> FORMER =
      Map.of(
          "catalog.collection-created.1",
          created(formerConfig()),
          "catalog.collection-updated.1",
          new CatalogEvent.CollectionUpdated(COLLECTION, formerConfig()),
          "catalog.collection-created.2",
          created(config(SECOND_TYPES, Optional.empty())),
          "catalog.collection-updated.2",
          new CatalogEvent.CollectionUpdated(COLLECTION, config(SECOND_TYPES, Optional.empty())));

  private Samples() {}

  private static SequencedMap<String, VectorValue> vectors() {
    SequencedMap<String, VectorValue> vectors = new LinkedHashMap<>();
    vectors.put("", VectorValue.of(0f, -0f, 1.5f, Float.MIN_VALUE, -Float.MAX_VALUE));
    vectors.put("title", VectorValue.of(0.25f));
    vectors.put("none", VectorValue.of());
    return vectors;
  }

  private static SequencedMap<String, VectorValue> otherVectors() {
    SequencedMap<String, VectorValue> vectors = new LinkedHashMap<>();
    vectors.put(
        "words",
        new VectorValue.Sparse(
            new int[] {0, 7, Integer.MAX_VALUE, -1}, new float[] {0.5f, -0f, 2f, -3.25f}));
    vectors.put("no words", new VectorValue.Sparse(new int[0], new float[0]));
    vectors.put("tokens", new VectorValue.Multi(new float[] {1, 2, 3, -4, 5, 6}, 3));
    vectors.put("title", VectorValue.of(0.25f));
    return vectors;
  }

  private static Payload payload() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("city", "Zürich 鳥");
    fields.put("count", -3L);
    fields.put("big", new BigInteger("18446744073709551616"));
    fields.put("ratio", 0.1);
    fields.put("open", true);
    fields.put("gone", JsonNull.NULL);
    fields.put("tags", List.of("a", 1L, List.of()));
    fields.put("place", Map.of("lat", 47.37));
    return new Payload(fields);
  }

  private static CatalogEvent created(CollectionConfig config) {
    return new CatalogEvent.CollectionCreated(
        new CollectionInfo(
            "städte",
            COLLECTION,
            config,
            List.of(
                ShardId.parse("11111111-2222-3333-4444-555555555555"),
                ShardId.parse("ffffffff-ffff-ffff-ffff-ffffffffffff"))));
  }

  private static CollectionConfig withFields() {
    CollectionConfig config = config();
    for (FieldType type : FieldType.values()) {
      config = config.withField(type.name() + ".größe[]", FieldSchema.of(type));
    }
    return config
        .withField(
            "all",
            new FieldSchema(
                FieldType.INTEGER,
                Optional.of(true),
                Optional.of(false),
                Optional.of(true),
                Optional.of(false),
                Optional.of(true),
                Optional.of(false),
                Optional.empty()))
        .withField(
            "text",
            new FieldSchema(
                FieldType.TEXT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(
                    new TextSchema(
                        Optional.of(TextSchema.Tokenizer.MULTILINGUAL),
                        Optional.of(2),
                        Optional.of(20),
                        Optional.of(true),
                        Optional.of(false),
                        Optional.of(true),
                        Optional.of(
                            new TextSchema.Stopwords(
                                Arrays.stream(TextSchema.Language.values())
                                    .filter(TextSchema.Language::hasStemmer)
                                    .toList(),
                                List.of("äh", "hm"))),
                        Optional.of(TextSchema.Language.GERMAN)))));
  }

  private static CollectionConfig strict() {
    TreeMap<StrictModeSettings.Limit, Long> limits = new TreeMap<>();
    for (StrictModeSettings.Limit limit : StrictModeSettings.Limit.values()) {
      limits.put(limit, 1L << (3 * limits.size()));
    }
    TreeMap<StrictModeSettings.Permission, Boolean> permissions = new TreeMap<>();
    for (StrictModeSettings.Permission permission : StrictModeSettings.Permission.values()) {
      permissions.put(permission, permissions.size() == 1);
    }
    return withFields()
        .strict(
            new StrictModeSettings(
                Optional.of(true),
                limits,
                permissions,
                Optional.of(1.5),
                new TreeMap<>(Map.of("größe", 4L)),
                new TreeMap<>(Map.of("", 7L))));
  }

  private static CollectionConfig changed() {
    return withSparse()
        .withoutVector("tokens")
        .withVector("tokens", SparseSpec.NONE)
        .withVector("größe", new VectorSpec(7, Metric.DOT, HnswSettings.NONE, Optional.empty()));
  }

  private static CollectionConfig lineage() {
    return normalized().withLineage(true);
  }

  private static CollectionConfig normalized() {
    return withSchema()
        .withVector(
            "einheit",
            new VectorSpec(7, Metric.DOT, HnswSettings.NONE, Optional.empty()).normalized(true));
  }

  private static CollectionConfig withSchema() {
    SortedMap<String, PayloadSchema.Field> fields = new TreeMap<>();
    for (PayloadSchema.Type type : PayloadSchema.Type.values()) {
      fields.put(
          type.name() + ".größe[].\"a b\"",
          new PayloadSchema.Field(type, false, Optional.empty(), Optional.empty()));
    }
    fields.put(
        "all",
        new PayloadSchema.Field(
            PayloadSchema.Type.TEXT, true, Optional.of(1 << 20), Optional.of("größer als 鳥")));
    return changed().withSchema(new PayloadSchema(fields, PayloadSchema.Extra.REFUSE));
  }

  private static CollectionConfig withSparse() {
    CollectionConfig config = strict().sharded(ShardingMethod.CUSTOM);
    SortedMap<String, VectorSpec> vectors = new TreeMap<>(config.vectors());
    vectors.put(
        "tokens",
        new VectorSpec(128, Metric.COSINE, INLINE, Optional.of(false))
            .comparedBy(Optional.of(VectorSpec.Comparator.MAX_SIM)));
    SortedMap<String, SparseSpec> sparse = new TreeMap<>();
    sparse.put("wörter", SparseSpec.NONE);
    for (SparseSpec.Modifier modifier : SparseSpec.Modifier.values()) {
      sparse.put(
          "with-" + modifier,
          new SparseSpec(
              Optional.of(1L << 40),
              Optional.of(true),
              Optional.of(Datatype.FLOAT16),
              Optional.of(modifier)));
    }
    return new CollectionConfig(
        vectors,
        config.shardNumber(),
        config.replicationFactor(),
        config.writeConsistencyFactor(),
        config.onDiskPayload(),
        config.hnsw(),
        config.optimizers(),
        config.quantization(),
        config.metadata(),
        config.sharding(),
        config.fields(),
        config.strictMode(),
        sparse,
        config.history());
  }

  private static CollectionConfig config() {
    return config(List.of(IndexSettings.Type.values()), Optional.of(7));
  }

  private static CollectionConfig config(List<IndexSettings.Type> types, Optional<Integer> hot) {
    CollectionConfig former = formerConfig();
    TreeMap<String, VectorSpec> vectors = new TreeMap<>(former.vectors());
    for (Datatype datatype : Datatype.values()) {
      vectors.put("as-" + datatype, spec(Optional.of(datatype), Optional.empty()));
    }
    for (IndexSettings.Type type : types) {
      vectors.put("in-" + type, spec(Optional.empty(), Optional.of(new IndexSettings(type))));
    }
    for (IndexSettings.Codec codec : IndexSettings.Codec.values()) {
      vectors.put("of-" + codec, spec(Optional.empty(), Optional.of(index(codec, hot))));
    }
    for (QuantizationSettings quantization : QuantizationSamples.ALL) {
      vectors.put(
          "with-" + quantization,
          new VectorSpec(
              8,
              Metric.DOT,
              INLINE,
              Optional.of(true),
              Optional.empty(),
              Optional.of(quantization),
              Optional.empty()));
    }
    return new CollectionConfig(
        vectors,
        former.shardNumber(),
        former.replicationFactor(),
        former.writeConsistencyFactor(),
        former.onDiskPayload(),
        INLINE,
        former.optimizers(),
        Optional.of(new QuantizationSettings.Scalar(Optional.of(0.99f), Optional.of(true))),
        former.metadata());
  }

  private static VectorSpec spec(Optional<Datatype> datatype, Optional<IndexSettings> index) {
    return new VectorSpec(
        8, Metric.EUCLID, HnswSettings.NONE, Optional.empty(), datatype, Optional.empty(), index);
  }

  private static IndexSettings index(IndexSettings.Codec codec, Optional<Integer> hot) {
    return new IndexSettings(
        IndexSettings.Type.IVF_HNSW,
        Optional.of(1024),
        Optional.of(16),
        Optional.of(
            new IndexSettings.Pq(
                Optional.of(4), Optional.of(8), Optional.of(true), Optional.of(false))),
        Optional.of(codec),
        Optional.of(6),
        hot);
  }

  /** Before datatypes, quantization, kinds of index and binary distances. */
  private static CollectionConfig formerConfig() {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    for (Metric metric : List.of(Metric.DOT, Metric.COSINE, Metric.EUCLID, Metric.MANHATTAN)) {
      vectors.put("by-" + metric, new VectorSpec(768, metric, HnswSettings.NONE, Optional.empty()));
    }
    HnswSettings hnsw =
        new HnswSettings(
            Optional.of(16),
            Optional.of(100),
            Optional.of(10_000),
            Optional.of(0),
            Optional.of(false),
            Optional.of(8));
    vectors.put("", new VectorSpec(4, Metric.DOT, hnsw, Optional.of(true)));
    return new CollectionConfig(
        vectors,
        3,
        2,
        1,
        true,
        hnsw,
        new OptimizerSettings(
            Optional.of(0.2),
            Optional.of(1000L),
            Optional.of(0L),
            Optional.of(200_000L),
            Optional.of(50_000L),
            Optional.of(20_000L),
            Optional.of(5L),
            Optional.of(2L)),
        payload());
  }
}
