package io.dunlin.bench.peers;

import io.dunlin.bench.datasets.Dataset;
import java.io.IOException;
import java.nio.file.Path;

/** The implementations that stand beside each other. */
public enum Peer {
  DUNLIN {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) {
      return DunlinIndex.build(data.base(), data.metric(), params);
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
}
