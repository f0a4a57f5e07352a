package io.dunlin.bench.api;

import com.sun.management.OperatingSystemMXBean;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.bench.cluster.InProcessNode;
import io.dunlin.bench.datasets.Dataset;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.Collections;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The same searches in this process, by the facade that both APIs call. */
final class SearchAlone {
  private static final String COLLECTION = "alone";
  private static final Duration TIMEOUT = Duration.ofMinutes(60);
  private static final int BATCH = 1000;

  private final Collections collections;
  private final List<List<QueryRequest>> queries;
  private final OperatingSystemMXBean processor =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private SearchAlone(Collections collections, List<List<QueryRequest>> queries) {
    this.collections = collections;
    this.queries = queries;
  }

  /** What each number of searches under way at a time gives, in the order of the numbers. */
  static List<Load.Measured> measure(
      Dataset data, int k, int breadth, List<Integer> inFlight, Duration time, Path folder)
      throws IOException, InterruptedException {
    try (InProcessNode node = InProcessNode.start(folder)) {
      SearchAlone alone =
          new SearchAlone(
              node.collections(),
              Arrays.stream(data.queries()).map(query -> query(query, k, breadth)).toList());
      alone.fill(data);
      List<Load.Measured> measured = new ArrayList<>();
      for (int connections : inFlight) {
        measured.add(alone.measure(connections, time));
      }
      return measured;
    }
  }

  private static List<QueryRequest> query(float[] vector, int k, int breadth) {
    return List.of(
        QueryRequest.nearest(
            new VectorInput.Components(new VectorValue.Dense(vector)),
            "",
            Filter.ALL,
            k,
            0,
            new SearchTuning(Optional.of(breadth), false, false, Optional.empty(), CodeUse.DEFAULT),
            Optional.empty(),
            new PayloadSelector.None(),
            new VectorSelector.None()));
  }

  private void fill(Dataset data) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put(
        "",
        new VectorSpec(
            data.base().dimension(), data.metric(), HnswSettings.NONE, Optional.empty()));
    CollectionConfig config =
        new CollectionConfig(
            vectors, 1, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, Payload.EMPTY);
    collections.create(COLLECTION, config, TIMEOUT).toCompletableFuture().join();
    for (int from = 0; from < data.base().count(); from += BATCH) {
      List<PointOperation.PointInput> batch = new ArrayList<>();
      for (int row = from; row < Math.min(data.base().count(), from + BATCH); row++) {
        float[] vector = new float[data.base().dimension()];
        data.base().read(row, vector);
        batch.add(
            new PointOperation.PointInput(
                PointId.of(row), Map.of("", new VectorValue.Dense(vector)), Payload.EMPTY));
      }
      collections
          .write(
              COLLECTION,
              List.of(new PointOperation.Upsert(batch)),
              new WriteOptions(true, TIMEOUT))
          .toCompletableFuture()
          .join();
    }
    collections.optimize(COLLECTION, TIMEOUT).toCompletableFuture().join();
  }

  /** Bytes are not sent, so there are none: a request is the number of a query. */
  private Load.Measured measure(int inFlight, Duration time)
      throws IOException, InterruptedException {
    List<byte[]> numbers = new ArrayList<>();
    for (int query = 0; query < queries.size(); query++) {
      numbers.add(new byte[] {(byte) (query >> 8), (byte) query});
    }
    return new Load(inFlight, time)
        .run(Caller::new, numbers, () -> processor.getProcessCpuTime() / 1e9);
  }

  private final class Caller implements Connection {
    @Override
    public byte[] call(byte[] request) {
      int query = (Byte.toUnsignedInt(request[0]) << 8) | Byte.toUnsignedInt(request[1]);
      var _ =
          collections
              .query(COLLECTION, queries.get(query), ReadOptions.within(TIMEOUT))
              .toCompletableFuture()
              .join();
      return request;
    }

    @Override
    public void close() {}
  }
}
