package io.dunlin.faults.load;

/** How fresh a client wants a read to be. */
enum Terms {
  /** Nothing is said of it. */
  PLAIN,
  /** With the token of all that the client has written and seen. */
  SESSION,
  /** More than half of the copies have to answer. */
  MAJORITY,
  /** All copies have to answer. */
  ALL,
  /** Like plain, and the answer says of which positions of the shards' logs it is. */
  POSITION;

  String query() {
    return switch (this) {
      case PLAIN, SESSION, POSITION -> "";
      case MAJORITY -> "&consistency=majority";
      case ALL -> "&consistency=all";
    };
  }
}
