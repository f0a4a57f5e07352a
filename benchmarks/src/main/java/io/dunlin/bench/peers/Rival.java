package io.dunlin.bench.peers;

import io.dunlin.bench.datasets.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What Dunlin is measured beside. */
public enum Rival implements Peer {
  HNSWLIB {
    @Override
    public void prepare(Path work) throws IOException {
      HnswlibLibrary.compile(work);
    }

    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) {
      return HnswlibIndex.build(data.base(), data.metric(), params, work);
    }

    @Override
    public Optional<String> missing() {
      return HnswlibLibrary.isInstalled()
          ? Optional.empty()
          : Optional.of("it needs g++ and hnswlib's headers (Debian: libhnswlib-dev)");
    }

    @Override
    public boolean takesFilters() {
      return true;
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

  @Override
  public boolean takesFilters() {
    return false;
  }
}
