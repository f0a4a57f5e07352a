package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogState;
import io.dunlin.actors.catalog.IndexChange;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.placement.PlacementTable;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * Values of any message's class, made of the types of its fields: a field that is added is filled
 * without a change here, and so is one that its form forgets.
 */
final class RandomMessages {
  /** What the clock of deadlines says in these tests. */
  static final long NOW = -5_000_000_000L;

  private static final int DEEP = 7;
  private static final String[] TEXTS = {
    "", "a", "Größe", "鳥", "🐦", "\uFFFD", "x".repeat(127), "y".repeat(128)
  };
  private static final float[] FLOATS = {
    0f, -0f, Float.NaN, Float.intBitsToFloat(0x7FC0_1234), Float.NEGATIVE_INFINITY, Float.MIN_VALUE
  };

  private final Random random;
  private final TestActors actors;

  /** Nothing optional is absent and nothing is empty: for samples that are kept. */
  private final boolean full;

  private int depth;

  RandomMessages(Random random, TestActors actors, boolean full) {
    this.random = random;
    this.actors = actors;
    this.full = full;
  }

  Object of(WireType type) {
    return of(type.type());
  }

  private Object of(Type type) {
    depth++;
    try {
      return type instanceof ParameterizedType generic
          ? generic((Class<?>) generic.getRawType(), generic.getActualTypeArguments())
          : plain((Class<?>) type);
    } finally {
      depth--;
    }
  }

  private Object generic(Class<?> type, Type[] of) {
    if (type == Optional.class) {
      return full || random.nextBoolean() ? Optional.of(of(of[0])) : Optional.empty();
    } else if (type == List.class) {
      List<Object> values = new ArrayList<>();
      for (int i = count(); i > 0; i--) {
        values.add(of(of[0]));
      }
      return values;
    } else if (type == Set.class || type == SortedSet.class) {
      Set<Object> values = type == Set.class ? new LinkedHashSet<>() : new TreeSet<>();
      for (int i = count(); i > 0; i--) {
        values.add(of(of[0]));
      }
      return values;
    } else if (type == Map.class || type == SortedMap.class) {
      Map<Object, Object> map = type == Map.class ? new LinkedHashMap<>() : new TreeMap<>();
      for (int i = count(); i > 0; i--) {
        map.put(of(of[0]), of(of[1]));
      }
      return map;
    } else if (type == ActorRef.class) {
      return actors.any(random);
    } else if (type == StatusReply.class) {
      return answered();
    }
    throw new AssertionError("no random " + type);
  }

  private int count() {
    return depth > DEEP ? 0 : full ? 2 : random.nextInt(4);
  }

  private Object plain(Class<?> type) {
    if (type == String.class) {
      return TEXTS[random.nextInt(TEXTS.length)];
    } else if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    } else if (type == int.class || type == Integer.class) {
      return number().intValue();
    } else if (type == long.class || type == Long.class) {
      return number();
    } else if (type == float.class || type == Float.class) {
      return float32();
    } else if (type == double.class || type == Double.class) {
      return Double.longBitsToDouble(random.nextLong());
    } else if (type == float[].class) {
      return floats(full ? 3 : random.nextInt(20) == 0 ? 3_000 : random.nextInt(4));
    } else if (type == int[].class) {
      return ints(full ? 3 : random.nextInt(4));
    } else if (type == byte[].class) {
      byte[] bytes = new byte[full ? 3 : random.nextInt(300)];
      random.nextBytes(bytes);
      return bytes;
    } else if (type == UUID.class) {
      return new UUID(random.nextLong(), random.nextLong());
    } else if (type == Object.class) {
      return scalar();
    } else if (type == Duration.class) {
      return Duration.ofMillis(random.nextInt(100_000));
    } else if (type == StatusReply.class) {
      return reply();
    } else if (type.isEnum()) {
      return pick(type.getEnumConstants());
    } else if (type.isSealed()) {
      return of(
          pick(
              Arrays.stream(type.getPermittedSubclasses())
                  .filter(some -> Modifier.isPublic(some.getModifiers()))
                  .toArray(Class<?>[]::new)));
    }
    return switch (type.getSimpleName()) {
      case "PointId" ->
          random.nextBoolean()
              ? PointId.of(number())
              : PointId.of(new UUID(random.nextLong(), random.nextLong()));
      case "Payload" -> new Payload(object());
      case "Sparse" -> sparse();
      case "Multi" -> multi();
      case "Deadline" -> new Deadline(NOW + random.nextLong(1L << 40));
      case "CodeUse" ->
          new CodeUse(random.nextBoolean(), random.nextBoolean(), 1 + random.nextFloat());
      case "WishesChanged" -> wishes();
      case "CatalogState" -> catalog();
      // Its shard's key is not sent.
      case "Hit" ->
          new Hit(
              (PointId) of(PointId.class),
              number(),
              float32(),
              full || random.nextBoolean() ? Optional.of(new Payload(object())) : Optional.empty(),
              vectors());
      default -> entity(type);
    };
  }

  private Object entity(Class<?> type) {
    RecordComponent[] fields = type.getRecordComponents();
    if (fields == null) {
      throw new AssertionError("no random " + type);
    }
    Class<?>[] types = Arrays.stream(fields).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = of(fields[i].getGenericType());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  /** All of one shard, as the event says it once. */
  private CatalogEvent.WishesChanged wishes() {
    ShardId shard = (ShardId) of(ShardId.class);
    List<PlacementWish> wishes = new ArrayList<>();
    for (int i = count(); i > 0; i--) {
      NodeId node = (NodeId) of(NodeId.class);
      wishes.add(
          switch (random.nextInt(3)) {
            case 0 -> new PlacementWish.Replicate(shard, node);
            case 1 -> new PlacementWish.Drop(shard, node);
            default -> new PlacementWish.Move(shard, node, (NodeId) of(NodeId.class));
          });
    }
    return new CatalogEvent.WishesChanged(shard, wishes);
  }

  private Map<String, VectorValue> vectors() {
    Map<String, VectorValue> vectors = new LinkedHashMap<>();
    for (int i = count(); i > 0; i--) {
      vectors.put((String) of(String.class), (VectorValue) of(VectorValue.class));
    }
    return vectors;
  }

  private VectorValue sparse() {
    int length = full ? 3 : random.nextInt(4);
    return new VectorValue.Sparse(ints(length), floats(length));
  }

  private VectorValue multi() {
    int dimension = 1 + random.nextInt(3);
    return new VectorValue.Multi(floats(dimension * (1 + random.nextInt(3))), dimension);
  }

  private CatalogState catalog() {
    SortedMap<String, CollectionInfo> byName = new TreeMap<>();
    for (int i = count(); i > 0; i--) {
      CollectionInfo collection = (CollectionInfo) of(CollectionInfo.class);
      byName.put(collection.name(), collection);
    }
    Set<ShardId> dropped = new LinkedHashSet<>();
    for (int i = count(); i > 0; i--) {
      dropped.add((ShardId) of(ShardId.class));
    }
    Map<ShardId, Placement> placements = new LinkedHashMap<>();
    for (int i = count(); i > 0; i--) {
      placements.put((ShardId) of(ShardId.class), placement());
    }
    Map<ShardId, List<PlacementWish>> wishes = new LinkedHashMap<>();
    Map<NodeId, NodeMark> marks = new LinkedHashMap<>();
    for (int i = count(); i > 0; i--) {
      wishes.put((ShardId) of(ShardId.class), List.of((PlacementWish) of(PlacementWish.class)));
      marks.put((NodeId) of(NodeId.class), (NodeMark) of(NodeMark.class));
    }
    SortedMap<String, String> aliases = new TreeMap<>();
    for (int i = count(); i > 0; i--) {
      aliases.put((String) of(String.class), (String) of(String.class));
    }
    Map<UUID, IndexChange> indexChanges = new LinkedHashMap<>();
    for (int i = count(); i > 0; i--) {
      indexChanges.put((UUID) of(UUID.class), (IndexChange) of(IndexChange.class));
    }
    Set<UUID> released = new LinkedHashSet<>();
    for (int i = count(); i > 0; i--) {
      released.add((UUID) of(UUID.class));
    }
    return new CatalogState(
        number(),
        byName,
        dropped,
        new PlacementTable(placements),
        wishes,
        marks,
        aliases,
        indexChanges,
        released);
  }

  private Placement placement() {
    List<NodeId> replicas = new ArrayList<>();
    for (int i = count(); i > 0; i--) {
      replicas.add((NodeId) of(NodeId.class));
    }
    return new Placement((NodeId) of(NodeId.class), replicas);
  }

  /** To a read: an answer, or why there is none. */
  private StatusReply<Object> answered() {
    return random.nextBoolean()
        ? StatusReply.success(of(ReadProtocol.Answer.class))
        : StatusReply.error(((DunlinFailure) of(DunlinFailure.class)).asException());
  }

  private StatusReply<Object> reply() {
    return switch (random.nextInt(6)) {
      case 0 -> StatusReply.success(random.nextBoolean());
      case 1 -> StatusReply.success(number());
      case 3 -> StatusReply.success(of(ShardProtocol.Written.class));
      case 2 -> StatusReply.success(of(ReadProtocol.Answer.class));
      case 4 -> StatusReply.success(of(ExportProtocol.Answer.class));
      default -> StatusReply.error(((DunlinFailure) of(DunlinFailure.class)).asException());
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = count(); i > 0; i--) {
      fields.put(TEXTS[random.nextInt(TEXTS.length)], json());
    }
    return fields;
  }

  private Object json() {
    depth++;
    try {
      return switch (random.nextInt(7)) {
        case 0 -> JsonNull.NULL;
        case 1 -> scalar();
        case 2 -> random.nextDouble();
        case 3 -> BigInteger.ONE.shiftLeft(64 + random.nextInt(9));
        case 4 -> List.of(json(), scalar());
        case 5 -> object();
        default -> scalar();
      };
    } finally {
      depth--;
    }
  }

  private Object scalar() {
    return switch (random.nextInt(3)) {
      case 0 -> TEXTS[random.nextInt(TEXTS.length)];
      case 1 -> number();
      default -> random.nextBoolean();
    };
  }

  private Long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private float float32() {
    return random.nextInt(4) == 0
        ? FLOATS[random.nextInt(FLOATS.length)]
        : (float) random.nextGaussian();
  }

  private int[] ints(int length) {
    return random.ints(length).toArray();
  }

  private float[] floats(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = float32();
    }
    return values;
  }

  private <T> T pick(T[] some) {
    return some[random.nextInt(some.length)];
  }
}
