package io.dunlin.index.search;

/**
 * What one searching thread reuses from search to search; after some searches of a kind, no more is
 * allocated. Its parts are cleared by whoever uses them, at the start.
 */
public final class SearchScratch {
  private final Visited visited = new Visited();
  private final CandidateHeap candidates = new CandidateHeap();
  private final TopK results = new TopK();
  private final TopK shortlist = new TopK();
  private final Beam beam = new Beam();
  private final QueryTables tables = new QueryTables();
  private final CandidatePool pool = new CandidatePool();
  private final CandidatePool listPool = new CandidatePool();
  private final EstimateErrors errors = new EstimateErrors();
  private final TopK lists = new TopK();
  private final Visited scanned = new Visited();
  private final TopK part = new TopK();
  private final TopK rescored = new TopK();
  private final SearchReport report = new SearchReport();
  private int[] nodes = new int[0];
  private int[] rows = new int[0];
  private float[] scores = new float[0];
  private float[] query = new float[0];
  private float[] prepared = new float[0];
  private float[] whole = new float[0];
  private float[] projected = new float[0];
  private float[] vector = new float[0];
  private float[] exact = new float[0];
  private float[] rotated = new float[0];
  private long scored;

  @SuppressWarnings("UnusedVariable") // it is there to be written to
  private int read;

  public SearchScratch() {}

  public Visited visited() {
    return visited;
  }

  public CandidateHeap candidates() {
    return candidates;
  }

  public TopK results() {
    return results;
  }

  public Beam beam() {
    return beam;
  }

  public QueryTables tables() {
    return tables;
  }

  /** Counts rows whose scores a search has computed. */
  public void addScored(int count) {
    scored += count;
  }

  /**
   * Rows that all searches so far have scored, by vectors or by codes. Links whose scores were
   * estimated by codes beside them are not among them.
   */
  public long scored() {
    return scored;
  }

  /** How the last search went. */
  public SearchReport report() {
    return report;
  }

  /** Keeps what was read for no other reason than that it will be read again soon. */
  public void keepRead(int value) {
    read = value;
  }

  public CandidatePool pool() {
    return pool;
  }

  public EstimateErrors errors() {
    return errors;
  }

  /** Lists of an inverted file by their estimated scores. */
  public CandidatePool listPool() {
    return listPool;
  }

  /** The lists of an inverted file that are looked through. */
  public TopK lists() {
    return lists;
  }

  /** Those of them that were looked through already. */
  public Visited scanned() {
    return scanned;
  }

  /** Results by their vectors, of those that were found by codes. */
  public TopK rescored() {
    return rescored;
  }

  /** Results of a search in one list. */
  public TopK part() {
    return part;
  }

  /** Room for {@code count} node numbers. What it held is lost when it grows. */
  public int[] nodes(int count) {
    if (nodes.length < count) {
      nodes = new int[count];
    }
    return nodes;
  }

  /** Room for {@code count} row numbers. What it held is lost when it grows. */
  public int[] rows(int count) {
    if (rows.length < count) {
      rows = new int[count];
    }
    return rows;
  }

  /** Room for {@code count} scores. What it held is lost when it grows. */
  public float[] scores(int count) {
    if (scores.length < count) {
      scores = new float[count];
    }
    return scores;
  }

  /**
   * The same components in an array that stays the same from search to search: kernels may have to
   * get to know an array before they can use it.
   */
  public float[] keep(float[] vectorOfCaller) {
    if (query.length != vectorOfCaller.length) {
      query = new float[vectorOfCaller.length];
    }
    System.arraycopy(vectorOfCaller, 0, query, 0, query.length);
    return query;
  }

  /** The same as {@link #keep} for a second query at the same time. */
  public float[] keepWhole(float[] vectorOfCaller) {
    if (whole.length != vectorOfCaller.length) {
      whole = new float[vectorOfCaller.length];
    }
    System.arraycopy(vectorOfCaller, 0, whole, 0, whole.length);
    return whole;
  }

  /** An array of this very length, the same from search to search, for a projected query. */
  public float[] projected(int length) {
    if (projected.length != length) {
      projected = new float[length];
    }
    return projected;
  }

  /** Results of a search within a search. */
  public TopK shortlist() {
    return shortlist;
  }

  /** An array of this very length, the same from search to search, for a prepared query. */
  public float[] prepared(int length) {
    if (prepared.length != length) {
      prepared = new float[length];
    }
    return prepared;
  }

  /** Room for a vector of exactly {@code dimension} components. */
  public float[] exactly(int dimension) {
    if (exact.length != dimension) {
      exact = new float[dimension];
    }
    return exact;
  }

  /** Room for a vector of {@code dimension} components. */
  public float[] vector(int dimension) {
    if (vector.length < dimension) {
      vector = new float[dimension];
    }
    return vector;
  }

  /** Room for a rotated vector of {@code dimension} components. */
  public float[] rotated(int dimension) {
    if (rotated.length < dimension) {
      rotated = new float[dimension];
    }
    return rotated;
  }
}
