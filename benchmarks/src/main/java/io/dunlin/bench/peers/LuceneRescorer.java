package io.dunlin.bench.peers;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.VectorScorer;

/**
 * Scores documents of a segment again by their floats, with the bulk scorer that Lucene's own
 * rescoring query uses, without the cost of the query object. Of one thread.
 */
final class LuceneRescorer {
  private final LeafReader segment;
  private final DocAndFloatFeatureBuffer scored = new DocAndFloatFeatureBuffer();

  LuceneRescorer(LeafReader segment) {
    this.segment = segment;
  }

  /**
   * Leaves the best of the first {@code count} hits in {@code rows}, best first.
   *
   * @return how many
   */
  int best(float[] query, ScoreDoc[] hits, int count, int[] rows) throws IOException {
    int candidates = Math.min(count, hits.length);
    int[] documents = new int[candidates];
    Arrays.setAll(documents, i -> hits[i].doc);
    Arrays.sort(documents);
    VectorScorer scorer = segment.getFloatVectorValues(LuceneIndex.FIELD).rescorer(query);
    VectorScorer.Bulk bulk = scorer.bulk(new Documents(documents));
    int found = Math.min(candidates, rows.length);
    float[] best = new float[found];
    int size = 0;
    // It scores 64 at a time.
    do {
      bulk.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, scored);
      for (int i = 0; i < scored.size; i++) {
        size = insert(scored.features[i], scored.docs[i], best, rows, size);
      }
    } while (scored.size > 0);
    return size;
  }

  /** Into a list of the best, in order; few of the offers get far. */
  private static int insert(float score, int row, float[] best, int[] rows, int size) {
    if (size == best.length && score <= best[size - 1]) {
      return size;
    }
    int place = size < best.length ? size : size - 1;
    while (place > 0 && best[place - 1] < score) {
      best[place] = best[place - 1];
      rows[place] = rows[place - 1];
      place--;
    }
    best[place] = score;
    rows[place] = row;
    return Math.min(size + 1, best.length);
  }

  /** Rising document numbers. */
  private static final class Documents extends DocIdSetIterator {
    private final int[] documents;
    private int at = -1;

    Documents(int[] documents) {
      this.documents = documents;
    }

    @Override
    public int docID() {
      return at < 0 ? -1 : at < documents.length ? documents[at] : NO_MORE_DOCS;
    }

    @Override
    public int nextDoc() {
      at++;
      return docID();
    }

    @Override
    public int advance(int target) throws IOException {
      return slowAdvance(target);
    }

    @Override
    public long cost() {
      return documents.length;
    }
  }
}
