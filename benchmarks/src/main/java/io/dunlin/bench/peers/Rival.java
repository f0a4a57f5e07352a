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
  HNSWLIB_CORE {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return HnswlibCoreIndex.build(data.base(), data.metric(), params);
    }
  },
  JVECTOR {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return JVectorIndex.build(data.base(), data.metric(), params);
    }
  },
  /** A walk by product codes, the best scored by their floats. */
  JVECTOR_PQ {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return JVectorPqIndex.build(data.base(), data.metric(), params);
    }
  },
  /** The same with the codes of the links beside the links, in a mapped file. */
  JVECTOR_FUSED {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return JVectorFusedIndex.build(data.base(), data.metric(), params, work);
    }
  },
  LUCENE {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return LuceneIndex.build(data.base(), data.metric(), params, work, LuceneForm.FLOATS);
    }
  },
  LUCENE_8BIT {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return LuceneIndex.build(data.base(), data.metric(), params, work, LuceneForm.BITS_8);
    }
  },
  LUCENE_7BIT {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return LuceneIndex.build(data.base(), data.metric(), params, work, LuceneForm.BITS_7);
    }
  },
  LUCENE_4BIT {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return LuceneIndex.build(data.base(), data.metric(), params, work, LuceneForm.BITS_4);
    }
  },
  LUCENE_1BIT {
    @Override
    public AnnIndex build(Dataset data, GraphParams params, Path work) throws IOException {
      return LuceneIndex.build(data.base(), data.metric(), params, work, LuceneForm.BITS_1);
    }
  };

  @Override
  public boolean takesFilters() {
    return false;
  }
}
