package io.dunlin.http.access;

/** What an operation asks of its caller; {@code needs.txt} has one for each. */
enum Need {
  /** Not even a key. */
  NOTHING,
  /** A key or a token, whatever it is for: the answer holds what its bearer may see. */
  ANY_KEY,
  /** To read everything. */
  READ_ALL,
  /** To change everything. */
  MANAGE,
  /** To read the points of the collection that the request names, and what it is like. */
  READ,
  /** To know where the collection's shards and its snapshots are. */
  INSPECT,
  /** To write its points. */
  WRITE_POINTS,
  /** To write its points, its payload indexes and its snapshots. */
  WRITE;

  /** Whether it is about one collection. */
  boolean ofCollection() {
    return switch (this) {
      case NOTHING, ANY_KEY, READ_ALL, MANAGE -> false;
      case READ, INSPECT, WRITE_POINTS, WRITE -> true;
    };
  }

  /** Whether who may read everything may do it. */
  boolean reads() {
    return switch (this) {
      case NOTHING, ANY_KEY, READ_ALL, READ, INSPECT -> true;
      case MANAGE, WRITE_POINTS, WRITE -> false;
    };
  }

  /** For the words of a refusal. */
  String text() {
    return switch (this) {
      case NOTHING, ANY_KEY -> "An API key";
      case READ_ALL -> "Global read access";
      case MANAGE -> "Global manage access";
      case READ, INSPECT -> "Read access";
      case WRITE_POINTS, WRITE -> "Write access";
    };
  }
}
