package io.dunlin.http.access;

import java.util.Arrays;
import java.util.Optional;

/** What a token lets its bearer do in one collection. */
enum Grant {
  READ("r"),
  /** Reading the points that a filter holds for, and nothing besides. */
  READ_LIMITED(""),
  /** Points, but neither indexes nor snapshots. */
  WRITE_POINTS("prw"),
  WRITE("rw");

  private final String claim;

  Grant(String claim) {
    this.claim = claim;
  }

  /** As tokens name it. */
  static Optional<Grant> of(String claim) {
    return Arrays.stream(values())
        .filter(grant -> grant != READ_LIMITED && grant.claim.equals(claim))
        .findFirst();
  }

  boolean allows(Need need) {
    return switch (need) {
      case NOTHING, ANY_KEY, READ -> true;
      case INSPECT -> this == READ || this == WRITE;
      case WRITE_POINTS -> this == WRITE_POINTS || this == WRITE;
      case WRITE -> this == WRITE;
      case READ_ALL, MANAGE -> false;
    };
  }
}
