package io.dunlin.persistence.text;

import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Stopwords;
import io.dunlin.persistence.model.VectorValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.util.StringHelper;

/**
 * Makes sparse vectors of texts, so that the product of a stored text's and a query's is the score
 * of BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009)
 * but for the inverse document frequencies: these a sparse vector's modifier {@code idf} puts in
 * when it is searched. A word's dimension is a hash of it, the one that Qdrant's clients use, so
 * that their vectors and these can stand in one collection.
 *
 * <p>Immutable, for any number of threads.
 */
public final class Bm25 {
  /**
   * How words are weighted.
   *
   * @param k how much it counts that a word is there again; 0: nothing
   * @param b how much it counts that a text is long, from 0 to 1
   * @param averageLength of the stored texts, in words
   * @param words what a word is
   */
  public record Settings(double k, double b, double averageLength, TextSchema words) {
    public static final double DEFAULT_K = 1.2;
    public static final double DEFAULT_B = 0.75;
    public static final double DEFAULT_AVERAGE_LENGTH = 256;
    public static final Language DEFAULT_LANGUAGE = Language.ENGLISH;

    /** What clients expect who say nothing. */
    public static final Settings DEFAULTS =
        new Settings(
            DEFAULT_K,
            DEFAULT_B,
            DEFAULT_AVERAGE_LENGTH,
            new TextSchema(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Stopwords(List.of(DEFAULT_LANGUAGE), List.of())),
                Optional.of(DEFAULT_LANGUAGE)));
  }

  private static final int SEED = 0;

  private final Settings settings;
  private final TextAnalyser analyser;
  private final int shortest;

  public Bm25(Settings settings) {
    this.settings = settings;
    this.analyser = new TextAnalyser(settings.words());
    this.shortest = Math.max(1, settings.words().minLength().orElse(1));
  }

  /** The vector of a text that is stored: its words by how often they are there. */
  public VectorValue document(String text) {
    List<String> words = storedWords(text);
    Map<String, Integer> counts = new HashMap<>();
    words.forEach(word -> counts.merge(word, 1, Integer::sum));
    double length = 1 - settings.b() + settings.b() * words.size() / settings.averageLength();
    SortedMap<Integer, Double> weights = new TreeMap<>(Integer::compareUnsigned);
    counts.forEach((word, count) ->
        weights.merge(
            dimension(word),
            count * (settings.k() + 1) / (count + settings.k() * length),
            Double::sum));
    return vector(weights);
  }

  /** The vector of a text that is asked for: its words, each once. */
  public VectorValue query(String text) {
    SortedMap<Integer, Double> weights = new TreeMap<>(Integer::compareUnsigned);
    analyser.words(text).forEach(word -> weights.put(dimension(word), 1.0));
    return vector(weights);
  }

  /** Where beginnings stand for their words, a stored word is all of its beginnings. */
  private List<String> storedWords(String text) {
    List<String> words = analyser.words(text);
    if (!analyser.meansPrefixes()) {
      return words;
    }
    List<String> beginnings = new ArrayList<>();
    for (String word : words) {
      int length = word.codePointCount(0, word.length());
      for (int letters = shortest; letters <= length; letters++) {
        beginnings.add(word.substring(0, word.offsetByCodePoints(0, letters)));
      }
    }
    return beginnings;
  }

  private static VectorValue vector(SortedMap<Integer, Double> weights) {
    float[] values = new float[weights.size()];
    int next = 0;
    for (double weight : weights.values()) {
      values[next++] = (float) weight;
    }
    return new VectorValue.Sparse(
        weights.keySet().stream().mapToInt(Integer::intValue).toArray(), values);
  }

  /** MurmurHash3 of 32 bits, without its sign; that of the least number is 2 to the power of 31. */
  private static int dimension(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    int hash = StringHelper.murmurhash3_x86_32(bytes, 0, bytes.length, SEED);
    return hash < 0 ? -hash : hash;
  }
}
