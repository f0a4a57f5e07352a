package io.dunlin.faults.load;

import io.dunlin.faults.history.Write;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one client has written and seen of one collection: its token, and writes that the token
 * stands for. One thread uses it.
 */
final class Session {
  /** Asks for a token where there is none yet. */
  static final String NEW = "new";

  /** Well below what servers take of a header. */
  private static final int LONGEST = 4_000;

  private String token = NEW;
  private final Map<Long, Write> contained = new HashMap<>();

  String token() {
    return token;
  }

  /** The latest write of a point that whoever is shown the token has to have. */
  Optional<Write> contained(long key) {
    return Optional.ofNullable(contained.get(key));
  }

  void wrote(Write write, String told) {
    token = token.equals(NEW) ? told : token + "," + told;
    contains(write);
    if (token.length() > LONGEST) {
      token = NEW;
      contained.clear();
    }
  }

  /** The answer to a read that had the token. */
  void saw(String told) {
    token = told;
  }

  /** A read that had the token has seen it. */
  void contains(Write write) {
    contained.merge(
        write.key(), write, (one, other) -> one.invoked() > other.invoked() ? one : other);
  }
}
