package io.dunlin.index.search;

/**
 * How the last search went: which way it took through the index, why, and what that cost. Whoever
 * chooses a way writes it down, a few numbers for a search, whether or not somebody reads them.
 * Belongs to a scratch.
 */
public final class SearchReport {
  /** How rows were found. */
  public enum Way {
    /** No row was looked at. */
    NONE,
    /** All accepted rows, by their vectors. */
    SCAN,
    /** All accepted rows, by their codes. */
    CODE_SCAN,
    /** Along the links of a graph, through refused rows too. */
    GRAPH,
    /** Along the links of a graph, by codes that stand beside them. */
    GRAPH_BY_LINK_CODES,
    /** Along the links of a graph, stepping over refused rows. */
    GRAPH_OVER_REFUSED,
    /** The nearest lists of an inverted file. */
    LISTS,
    /** The graphs of the nearest lists of an inverted file. */
    LISTS_OF_GRAPHS,
    /** The postings of the query's terms. */
    POSTINGS
  }

  /** Why it was that way. */
  public enum Reason {
    /** There is no other. */
    NO_INDEX,
    /** There is a cheaper way than a scan of the accepted rows. */
    INDEX_IS_CHEAPER,
    /** So few rows are accepted that a scan of them is cheaper. */
    FEW_ACCEPTED,
    /** The caller asked for it. */
    EXACT_ASKED,
    /** The caller asked for a search that uses no codes, and the index is made of codes. */
    CODES_IGNORED,
    /** The index did not lead to as many accepted rows as are wanted. */
    FOUND_TOO_FEW,
    /** Codes could not tell which rows are the best. */
    CODES_UNSURE,
    /** The query has several examples, and this index is searched by one. */
    SEVERAL_EXAMPLES,
    /** Nothing is accepted. */
    NOTHING_ACCEPTED,
    /** It has no live rows. */
    EMPTY,
    /** Only what has an index was to be searched. */
    NOT_INDEXED
  }

  private Way way = Way.NONE;
  private Reason reason = Reason.EMPTY;
  private int breadth;
  private int lists;
  private long scanLimit;
  private long estimated;
  private long rescored;

  SearchReport() {}

  /** Begins the report of a search, which takes this way unless something else is written down. */
  public void begin(Way first, Reason why) {
    way = first;
    reason = why;
    breadth = 0;
    lists = 0;
    scanLimit = 0;
    estimated = 0;
    rescored = 0;
  }

  public void choose(Way chosen, Reason why) {
    way = chosen;
    reason = why;
  }

  /** The breadth of walks. */
  public void breadth(int ef) {
    breadth = ef;
  }

  /** Lists that were read. */
  public void lists(int count) {
    lists = count;
  }

  /** With at most so many accepted rows they would have been scanned. */
  public void scanLimit(long rows) {
    scanLimit = rows;
  }

  /** Counts rows whose scores were estimated by codes, in scans and in lists. */
  public void addEstimated(int count) {
    estimated += count;
  }

  /** Counts rows that were found by codes and scored again by their vectors. */
  public void addRescored(int count) {
    rescored += count;
  }

  public Way way() {
    return way;
  }

  public Reason reason() {
    return reason;
  }

  public int breadth() {
    return breadth;
  }

  public int lists() {
    return lists;
  }

  public long scanLimit() {
    return scanLimit;
  }

  public long estimated() {
    return estimated;
  }

  public long rescored() {
    return rescored;
  }
}
