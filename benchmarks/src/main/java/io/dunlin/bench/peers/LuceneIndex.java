package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
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
 * Lucene's HNSW: one segment in mapped files. Lucene has no breadth apart from k, so k is the
 * breadth and the best of the answer are taken; of quantized vectors, the best by codes are scored
 * again by their floats. The segment's reader is asked directly, which spares Lucene the cost of a
 * query object.
 *
 * <p>The rows are first written as segments without graphs; one merge then builds the graph, which
 * is how Lucene uses several threads. Neighbouring segments are merged in order, so document and
 * row numbers agree.
 */
final class LuceneIndex implements AnnIndex {
  static final String FIELD = "vector";

  /** A merge needs at least two segments to have work. */
  private static final int SEGMENTS = 2;

  private final Directory directory;
  private final DirectoryReader reader;
  private final LeafReader segment;
  private final AcceptDocs all;
  private final GraphParams params;
  private final LuceneForm form;

  private LuceneIndex(Directory directory, GraphParams params, LuceneForm form) throws IOException {
    this.directory = directory;
    this.params = params;
    this.form = form;
    this.reader = DirectoryReader.open(directory);
    if (reader.leaves().size() != 1) {
      throw new IllegalStateException(reader.leaves().size() + " segments after the merge");
    }
    this.segment = reader.leaves().getFirst().reader();
    this.all = AcceptDocs.fromLiveDocs(null, segment.maxDoc());
  }

  static LuceneIndex build(
      VectorRows rows, Metric metric, GraphParams params, Path work, LuceneForm form)
      throws IOException {
    Directory directory = new MMapDirectory(Files.createTempDirectory(work, "lucene"));
    writeRows(directory, rows, similarity(metric), form.withoutGraph(params));
    mergeToOne(directory, params, form);
    return new LuceneIndex(directory, params, form);
  }

  private static void writeRows(
      Directory directory,
      VectorRows rows,
      VectorSimilarityFunction similarity,
      KnnVectorsFormat withoutGraph)
      throws IOException {
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

  private static void mergeToOne(Directory directory, GraphParams params, LuceneForm form)
      throws IOException {
    LogDocMergePolicy inOrder = new LogDocMergePolicy();
    inOrder.setNoCFSRatio(0);
    try (ExecutorService builders = Executors.newFixedThreadPool(params.threads())) {
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setCodec(codec(form.withGraph(params, builders)))
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
      case MANHATTAN, HAMMING, JACCARD ->
          throw new IllegalArgumentException("Lucene has no distance " + metric);
    };
  }

  @Override
  public String name() {
    return "Lucene " + form.title();
  }

  @Override
  public String configuration() {
    return "%s, %s, %s, one segment in mapped files; searched by k%s"
        .formatted(
            Versions.lucene(),
            params,
            form.encoding() == null ? "float32" : form.encoding(),
            form.isQuantized()
                ? " and oversampling, the best by codes scored again by floats"
                : "");
  }

  @Override
  public List<Effort> efforts(int k, List<Integer> breadths) {
    return form.efforts(k, breadths);
  }

  @Override
  public Searcher newSearcher() {
    LuceneRescorer rescorer = new LuceneRescorer(segment);
    return (query, effort, rows) -> {
      ScoreDoc[] hits =
          segment.searchNearestVectors(FIELD, query, effort.breadth(), all, Integer.MAX_VALUE)
              .scoreDocs;
      if (form.isQuantized()) {
        return rescorer.best(query, hits, effort.rescored(rows.length), rows);
      }
      int found = Math.min(hits.length, rows.length);
      for (int rank = 0; rank < found; rank++) {
        rows[rank] = hits[rank].doc;
      }
      return found;
    };
  }

  /** Its files, of which those of the floats are read for rescoring alone where there are codes. */
  @Override
  public MemoryUse memory() {
    try {
      long vectors = 0;
      long codes = 0;
      long rest = 0;
      for (String file : directory.listAll()) {
        long bytes = directory.fileLength(file);
        switch (file.substring(file.lastIndexOf('.') + 1)) {
          case "vec" -> vectors += bytes;
          case "veq" -> codes += bytes;
          default -> rest += bytes;
        }
      }
      List<Section> sections = new ArrayList<>();
      sections.add(new Section("vectors", vectors, form.isQuantized() ? Held.DISK : Held.MAPPED));
      if (form.isQuantized()) {
        sections.add(new Section("codes", codes, Held.MAPPED));
      }
      sections.add(new Section("graph", rest, Held.MAPPED));
      return new MemoryUse(sections);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
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
