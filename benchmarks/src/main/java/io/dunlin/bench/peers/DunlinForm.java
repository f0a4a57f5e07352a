package io.dunlin.bench.peers;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.peers.DunlinParts.Storage;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.RowCodes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The ways in which Dunlin holds and searches a set. A new one is a constant that says what it is
 * called, what is turned to make it better and slower, and by what plan it is built; its sections
 * are counted by themselves.
 */
public enum DunlinForm implements Peer {
  /** All rows are scored. */
  DUNLIN_SCAN("scan", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Flat();
    }
  },
  /** A walk reads the vectors of all links. */
  DUNLIN("HNSW", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Graph(params, new RowCodes.None(), false);
    }
  },
  /** A walk reads codes of the links, and the vectors of what is visited. */
  DUNLIN_CODED("HNSW, coded links", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Graph(params, new RowCodes.None(), true);
    }
  },
  /** A walk reads codes of the links, bytes of what is visited, and the vectors of the best. */
  DUNLIN_BYTES("HNSW, coded links + bytes", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Graph(params, new RowCodes.Bytes(1), true);
    }
  },
  /** The same with the vectors, and the links that the codes take the place of, on disk. */
  DUNLIN_BYTES_DISK("HNSW, coded links + bytes, vectors on disk", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return DUNLIN_BYTES.plan(params);
    }

    @Override
    Storage storage() {
      return Storage.DISK;
    }
  },
  /** Bytes of all links, and the vectors of the best. */
  DUNLIN_BYTE_WALK("HNSW, bytes", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Graph(params, new RowCodes.Bytes(1), false);
    }
  },
  /** Four bits a component of all links, and the vectors of the best. */
  DUNLIN_4BIT("HNSW, 4-bit RaBitQ", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Graph(params, new RowCodes.Rabitq(4), false);
    }

    @Override
    List<Double> oversamplings() {
      return List.of(1.5, 3.0);
    }
  },
  /** The same with the vectors on disk. */
  DUNLIN_4BIT_DISK("HNSW, 4-bit RaBitQ, vectors on disk", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return DUNLIN_4BIT.plan(params);
    }

    @Override
    List<Double> oversamplings() {
      return DUNLIN_4BIT.oversamplings();
    }

    @Override
    Storage storage() {
      return Storage.DISK;
    }
  },
  /** One bit a component of all links, and the vectors of the best. */
  DUNLIN_1BIT("HNSW, 1-bit RaBitQ", Knob.EF) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Graph(params, new RowCodes.Rabitq(1), false);
    }

    @Override
    List<Double> oversamplings() {
      return List.of(4.0, 8.0, 16.0);
    }
  },
  /** Lists of product codes of four bits, scanned 32 at a time, and the vectors of the best. */
  DUNLIN_IVF_PQ4("IVF, 4-bit product codes", Knob.PROBES) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Lists(IvfParams.of(IvfCodec.PQ4, SEED));
    }
  },
  /** Lists of sign codes, and the vectors of the best. */
  DUNLIN_IVF_RABITQ("IVF, RaBitQ", Knob.PROBES) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Lists(IvfParams.of(IvfCodec.RABITQ, SEED));
    }
  },
  /** The same with the vectors on disk. */
  DUNLIN_IVF_RABITQ_DISK("IVF, RaBitQ, vectors on disk", Knob.PROBES) {
    @Override
    IndexPlan plan(HnswParams params) {
      return DUNLIN_IVF_RABITQ.plan(params);
    }

    @Override
    Storage storage() {
      return Storage.DISK;
    }
  },
  /** A graph for each of some lists, walked by bytes, and the vectors of the best. */
  DUNLIN_PARTITIONED("IVF of graphs, bytes", Knob.PROBES) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Partitioned(
          IvfParams.of(IvfCodec.FLAT, SEED).withLists(PARTITIONS),
          new IndexPlan.Graph(params, new RowCodes.Bytes(1), false));
    }
  },
  /** Lists of bytes, and the vectors of the best. */
  DUNLIN_IVF_SQ8("IVF, bytes", Knob.PROBES) {
    @Override
    IndexPlan plan(HnswParams params) {
      return new IndexPlan.Lists(IvfParams.of(IvfCodec.SQ8, SEED));
    }
  };

  private static final long SEED = 42;
  private static final int PARTITIONS = 64;

  private final String title;
  private final Knob knob;

  DunlinForm(String title, Knob knob) {
    this.title = title;
    this.knob = knob;
  }

  /**
   * @param params of a graph, where there is one
   */
  abstract IndexPlan plan(HnswParams params);

  @Override
  public DunlinIndex build(Dataset data, GraphParams params, Path work) throws IOException {
    IndexPlan plan = plan(new HnswParams(params.m(), params.efConstruction(), SEED));
    DunlinParts parts =
        DunlinParts.build(data.base(), data.metric(), plan, params.threads(), storage(), work);
    return parts.index() instanceof FlatIndex flat
        ? new DunlinScan(this, parts, flat, plan.description())
        : new DunlinIndex(this, parts, "%s, %s".formatted(params, plan.description()));
  }

  @Override
  public boolean takesFilters() {
    return true;
  }

  /** Whether its vectors are on disk, so that it can be searched cold. */
  public boolean isOnDisk() {
    return storage() == Storage.DISK;
  }

  Storage storage() {
    return Storage.MEMORY;
  }

  String title() {
    return title;
  }

  Knob knob() {
    return knob;
  }

  /** That are tried; none where the index decides on that itself. */
  List<Double> oversamplings() {
    return List.of();
  }
}
