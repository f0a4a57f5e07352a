package io.dunlin.http.grpc;

import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.KeyedShards;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.StrictModeSettings;
import io.qdrant.client.grpc.Collections;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CollectionParamsDiff;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.OptimizerStatus;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.UpdateQueueInfo;
import io.qdrant.client.grpc.Collections.WalConfigDiff;
import java.util.Optional;

/** Collections: how they are to be, how they are, and where. */
final class CollectionProto {
  /** What the contract reports of a log whose blocks Dunlin does not have. */
  private static final WalConfigDiff LOG =
      WalConfigDiff.newBuilder()
          .setWalCapacityMb(32)
          .setWalSegmentsAhead(0)
          .setWalRetainClosed(1)
          .build();

  private CollectionProto() {}

  /** Log settings are read and dropped: Dunlin's log has no blocks to size. */
  static CollectionConfig decode(CreateCollection create) {
    CollectionConfig config =
        new CollectionConfig(
                VectorSpecProto.decode(create.getVectorsConfig()),
                shards(create),
                atLeastOne(
                        "replication_factor",
                        create.hasReplicationFactor(),
                        create.getReplicationFactor())
                    .orElse(1),
                atLeastOne(
                        "write_consistency_factor",
                        create.hasWriteConsistencyFactor(),
                        create.getWriteConsistencyFactor())
                    .orElse(1),
                !create.hasOnDiskPayload() || create.getOnDiskPayload(),
                SettingsProto.decode(create.getHnswConfig()),
                SettingsProto.decode(create.getOptimizersConfig()),
                create.hasQuantizationConfig()
                    ? Optional.of(QuantizationProto.decode(create.getQuantizationConfig()))
                    : Optional.empty(),
                PayloadProto.decode(create.getMetadataMap()))
            .sharded(sharding(create.getShardingMethod()))
            .strict(StrictModeProto.decode(create.getStrictModeConfig()))
            .withSparse(SparseSpecProto.decode(create.getSparseVectorsConfig()));
    config
        .violation()
        .ifPresent(violation -> {
          throw RequestException.invalidMessage(violation.field(), violation.reason());
        });
    return config;
  }

  private static ShardingMethod sharding(Collections.ShardingMethod method) {
    return switch (method) {
      case Auto -> ShardingMethod.AUTO;
      case Custom -> ShardingMethod.CUSTOM;
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage("sharding_method", "expected Auto or Custom");
    };
  }

  static CollectionPatch decode(UpdateCollection update) {
    CollectionParamsDiff params = update.getParams();
    return new CollectionPatch(
        VectorSpecProto.decode(update.getVectorsConfig()),
        SettingsProto.decode(update.getHnswConfig()),
        SettingsProto.decode(update.getOptimizersConfig()),
        QuantizationProto.decode(update.hasQuantizationConfig(), update.getQuantizationConfig()),
        atLeastOne(
            "replication_factor", params.hasReplicationFactor(), params.getReplicationFactor()),
        atLeastOne(
            "write_consistency_factor",
            params.hasWriteConsistencyFactor(),
            params.getWriteConsistencyFactor()),
        params.hasOnDiskPayload() ? Optional.of(params.getOnDiskPayload()) : Optional.empty(),
        PayloadProto.decode(update.getMetadataMap()),
        StrictModeProto.decode(update.getStrictModeConfig()),
        SparseSpecProto.decode(update.getSparseVectorsConfig()));
  }

  private static int shards(CreateCollection create) {
    int shards =
        atLeastOne("shard_number", create.hasShardNumber(), create.getShardNumber()).orElse(1);
    if (shards > KeyedShards.MOST) {
      throw RequestException.invalidMessage(
          "shard_number", "value " + shards + " invalid, must be from 1 to " + KeyedShards.MOST);
    }
    return shards;
  }

  private static Optional<Integer> atLeastOne(String field, boolean given, int unsigned) {
    if (!given) {
      return Optional.empty();
    }
    if (unsigned == 0) {
      throw RequestException.invalidMessage(field, "value 0 invalid, must be 1 or larger");
    }
    return Optional.of(Unsigned.toInt(unsigned));
  }

  static Collections.CollectionInfo encode(CollectionConfig config, CollectionStatus status) {
    Collections.CollectionInfo.Builder info = Collections.CollectionInfo.newBuilder();
    config
        .fields()
        .forEach((path, schema) ->
            info.putPayloadSchema(
                path, FieldSchemaProto.encode(schema, status.field(path).points())));
    if (status.light() != CollectionStatus.Light.GREY) {
      info.setPointsCount(status.points()).setIndexedVectorsCount(status.indexedVectors());
    }
    return info.setStatus(light(status.light()))
        .setOptimizerStatus(optimizer(status.problemOfIndexes(config)))
        .setSegmentsCount(status.segments())
        .setConfig(encode(config))
        .setUpdateQueue(UpdateQueueInfo.getDefaultInstance())
        .build();
  }

  private static OptimizerStatus optimizer(Optional<String> problem) {
    return OptimizerStatus.newBuilder()
        .setOk(problem.isEmpty())
        .setError(problem.orElse(""))
        .build();
  }

  private static Collections.CollectionStatus light(CollectionStatus.Light light) {
    return switch (light) {
      case GREEN -> Collections.CollectionStatus.Green;
      case YELLOW -> Collections.CollectionStatus.Yellow;
      case GREY -> Collections.CollectionStatus.Grey;
      case RED -> Collections.CollectionStatus.Red;
    };
  }

  /** With the settings that hold, not only those that were given. */
  private static Collections.CollectionConfig encode(CollectionConfig config) {
    Collections.CollectionConfig.Builder encoded = Collections.CollectionConfig.newBuilder();
    config.quantization().map(QuantizationProto::encode).ifPresent(encoded::setQuantizationConfig);
    if (!config.strictMode().equals(StrictModeSettings.NONE)) {
      encoded.setStrictModeConfig(StrictModeProto.encode(config.strictMode()));
    }
    CollectionParams.Builder params =
        CollectionParams.newBuilder()
            .setVectorsConfig(VectorSpecProto.encode(config.vectors()))
            .setShardNumber(config.shardNumber())
            .setReplicationFactor(config.replicationFactor())
            .setWriteConsistencyFactor(config.writeConsistencyFactor())
            .setOnDiskPayload(config.onDiskPayload());
    if (!config.sparse().isEmpty()) {
      params.setSparseVectorsConfig(SparseSpecProto.encode(config.sparse()));
    }
    if (config.sharding() == ShardingMethod.CUSTOM) {
      params.setShardingMethod(Collections.ShardingMethod.Custom);
    }
    return encoded
        .setParams(params)
        .setHnswConfig(SettingsProto.encode(config.hnsw().or(HnswSettings.DEFAULTS)))
        .setOptimizerConfig(
            SettingsProto.encode(config.optimizers().or(OptimizerSettings.DEFAULTS)))
        .setWalConfig(LOG)
        .putAllMetadata(PayloadProto.encode(config.metadata()))
        .build();
  }
}
