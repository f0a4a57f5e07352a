package io.dunlin.faults.check;

import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import org.jspecify.annotations.Nullable;

/**
 * An operation as the search sees it.
 *
 * @param value what it writes, or what it has to find
 * @param start of a read: it comes after every write that was acked before
 * @param opens when the search may put it into the order
 * @param closes when it has to be there; if it is optional, when nobody can need it any more
 * @param after what has to stand before it, whatever the times say
 * @param told for a person
 */
record Step(
    Kind kind, long value, long start, long opens, long closes, @Nullable Step after, String told) {

  enum Kind {
    ACKED_WRITE,
    /** May never have happened. */
    OPTIONAL_UPSERT,
    /** May never have happened. Of those that were sent, one is as good as another. */
    OPTIONAL_DELETE,
    READ
  }

  static Step write(Write write, long closes) {
    Kind optional = write.isDelete() ? Kind.OPTIONAL_DELETE : Kind.OPTIONAL_UPSERT;
    Kind kind = write.isAcked() ? Kind.ACKED_WRITE : optional;
    String told =
        "%s %s, %s, by %s"
            .formatted(
                write.isDelete() ? "delete" : "upsert " + write.value(),
                times(write.invoked(), write.acked()),
                write.isAcked() ? "acked" : "not known to be done",
                write.by());
    return new Step(kind, write.value(), write.invoked(), write.invoked(), closes, null, told);
  }

  static Step read(Read read, long start, long opens, @Nullable Step after) {
    String told =
        "read of %s, %s, %s, by %s"
            .formatted(
                read.value() == Write.ABSENT ? "nothing" : Long.toString(read.value()),
                times(read.invoked(), read.completed()),
                told(read.freshness()),
                read.by());
    return new Step(Kind.READ, read.value(), start, opens, read.completed(), after, told);
  }

  boolean isRead() {
    return kind == Kind.READ;
  }

  private static String told(Freshness freshness) {
    return switch (freshness) {
      case Freshness.Latest _ -> "plain";
      case Freshness.Acked _ -> "plain, of any copy";
      case Freshness.StaleBy(long nanos) -> "stale by %.3f s".formatted(nanos / 1e9);
      case Freshness.NotBefore(Write token) -> "with the token of %d".formatted(token.value());
    };
  }

  private static String times(long from, long to) {
    return to == Write.NEVER
        ? "%.6f s".formatted(from / 1e9)
        : "%.6f to %.6f s".formatted(from / 1e9, to / 1e9);
  }
}
