package io.dunlin.bench.peers;

import io.dunlin.bench.datasets.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The implementations that stand beside each other. */
public enum Peer {
  DUNLIN {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) {
      return DunlinIndex.build(data.base(), data.metric(), params, DunlinIndex.Form.FLOATS);
    }
  },
  DUNLIN_CODED {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) {
      return DunlinIndex.build(data.base(), data.metric(), params, DunlinIndex.Form.CODED_LINKS);
    }
  },
  DUNLIN_BYTES {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) {
      return DunlinIndex.build(data.base(), data.metric(), params, DunlinIndex.Form.BYTES);
    }
  },
  DUNLIN_BYTE_WALK {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) {
      return DunlinIndex.build(data.base(), data.metric(), params, DunlinIndex.Form.BYTE_WALK);
    }
  },
  DUNLIN_4BIT {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) {
      return DunlinIndex.build(data.base(), data.metric(), params, DunlinIndex.Form.FOUR_BITS);
    }
  },
  HNSWLIB {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return HnswlibIndex.build(data.base(), data.metric(), params, work);
    }

    @Override
    public Optional<String> missing() {
      return HnswlibIndex.isInstalled()
          ? Optional.empty()
          : Optional.of("it needs g++ and hnswlib's headers (Debian: libhnswlib-dev)");
    }
  },
  JVECTOR {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return JVectorIndex.build(data.base(), data.metric(), params);
    }
  },
  LUCENE {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return LuceneIndex.build(data.base(), data.metric(), params, work);
    }
  };

  /**
   * Builds an index of the set's rows.
   *
   * @param work a folder for the files of peers that need some
   */
  public abstract AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException;

  /** Why it cannot be built on this machine; mostly empty. */
  public Optional<String> missing() {
    return Optional.empty();
  }
}
