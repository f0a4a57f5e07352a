package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * Lucene's HNSW over float vectors: one segment in mapped files. Lucene has no breadth apart from
 * k, so k is the breadth and the best of the answer are taken. The segment's reader is asked
 * directly, which spares Lucene the cost of a query object.
 *
 * <p>The rows are first written as segments without graphs; one merge then builds the graph, which
 * is how Lucene uses several threads. Neighbouring segments are merged in order, so document and
 * row numbers agree.
 */
final class LuceneIndex implements AnnIndex {
  private static final String FIELD = "vector";

  /** A merge needs at least two segments to have work. */
  private static final int SEGMENTS = 2;

  private final Directory directory;
  private final DirectoryReader reader;
  private final LeafReader segment;
  private final AcceptDocs all;
  private final GraphParams params;
  private final MemoryUse memory;

  private LuceneIndex(Directory directory, GraphParams params) throws IOException {
    this.directory = directory;
    this.params = params;
    this.reader = DirectoryReader.open(directory);
    if (reader.leaves().size() != 1) {
      throw new IllegalStateException(reader.leaves().size() + " segments after the merge");
    }
    this.segment = reader.leaves().getFirst().reader();
    this.all = AcceptDocs.fromLiveDocs(null, segment.maxDoc());
    List<Section> files = new ArrayList<>();
    for (String file : directory.listAll()) {
      files.add(new Section(file, directory.fileLength(file), Held.MAPPED));
    }
    this.memory = new MemoryUse(files);
  }

  static LuceneIndex build(VectorRows rows, Metric metric, GraphParams params, Path work)
      throws IOException {
    Directory directory = new MMapDirectory(Files.createTempDirectory(work, "lucene"));
    writeRows(directory, rows, similarity(metric), params);
    mergeToOne(directory, params);
    return new LuceneIndex(directory, params);
  }

  private static void writeRows(
      Directory directory, VectorRows rows, VectorSimilarityFunction similarity, GraphParams params)
      throws IOException {
    KnnVectorsFormat withoutGraph =
        new Lucene99HnswVectorsFormat(
            params.m(), params.efConstruction(), 1, null, Integer.MAX_VALUE);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(codec(withoutGraph))
            .setUseCompoundFile(false)
            .setMergePolicy(NoMergePolicy.INSTANCE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      int perSegment = Math.ceilDiv(rows.count(), SEGMENTS);
      for (int row = 0; row < rows.count(); row++) {
        float[] vector = new float[rows.dimension()];
        rows.read(row, vector);
        Document document = new Document();
        document.add(new KnnFloatVectorField(FIELD, vector, similarity));
        writer.addDocument(document);
        if ((row + 1) % perSegment == 0) {
          writer.flush();
        }
      }
    }
  }

  private static void mergeToOne(Directory directory, GraphParams params) throws IOException {
    int threads = params.threads();
    LogDocMergePolicy inOrder = new LogDocMergePolicy();
    inOrder.setNoCFSRatio(0);
    try (ExecutorService builders = Executors.newFixedThreadPool(threads)) {
      KnnVectorsFormat withGraph =
          new Lucene99HnswVectorsFormat(
              params.m(), params.efConstruction(), threads, threads > 1 ? builders : null, 0);
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setCodec(codec(withGraph))
              .setUseCompoundFile(false)
              .setMergeScheduler(new SerialMergeScheduler())
              .setMergePolicy(inOrder);
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        writer.forceMerge(1);
      }
    }
  }

  private static Codec codec(KnnVectorsFormat format) {
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return format;
      }
    };
  }

  private static VectorSimilarityFunction similarity(Metric metric) {
    return switch (metric) {
      case EUCLID -> VectorSimilarityFunction.EUCLIDEAN;
      case DOT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case MANHATTAN -> throw new IllegalArgumentException("Lucene has no Manhattan distance");
    };
  }

  @Override
  public String name() {
    return "Lucene HNSW";
  }

  @Override
  public String configuration() {
    return "%s, %s, %s, one segment in mapped files"
        .formatted(
            Versions.lucene(), params, segment.getFieldInfos().fieldInfo(FIELD).attributes());
  }

  @Override
  public Searcher newSearcher() {
    return (query, effort, rows) -> {
      ScoreDoc[] hits =
          segment.searchNearestVectors(FIELD, query, effort.breadth(), all, Integer.MAX_VALUE)
              .scoreDocs;
      int found = Math.min(hits.length, rows.length);
      for (int rank = 0; rank < found; rank++) {
        rows[rank] = hits[rank].doc;
      }
      return found;
    };
  }

  @Override
  public MemoryUse memory() {
    return memory;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    for (String file : directory.listAll()) {
      directory.deleteFile(file);
    }
    directory.close();
  }
}
