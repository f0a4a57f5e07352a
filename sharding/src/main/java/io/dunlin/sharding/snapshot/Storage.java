package io.dunlin.sharding.snapshot;

import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.index.file.CorruptFileException;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** What keeps a file from being written or read, as clients are told of it. */
public final class Storage {
  /** So much is left for all else that a node writes. */
  private static final long RESERVE_BYTES = 64L << 20;

  private Storage() {}

  /** Fails with InsufficientStorage where so many bytes do not fit. */
  static void check(long free, long needed, String what) {
    if (free - RESERVE_BYTES < needed) {
      throw new DunlinFailure.InsufficientStorage(
              "%s takes about %d bytes, and %d are free, of which %d are kept for other things"
                  .formatted(what, needed, free, RESERVE_BYTES))
          .asException();
    }
  }

  static DunlinException failure(Throwable thrown) {
    Throwable cause = Causes.of(thrown);
    return switch (cause) {
      case DunlinException known -> known;
      case TimeoutException _ ->
          new DunlinFailure.TimedOut("a node did not answer in time; try again").asException();
      case CorruptFileException damaged -> unusable(damaged);
      case IOException broken when isFull(broken) -> full(broken);
      default -> new DunlinFailure.Internal("the snapshot failed: " + cause).asException();
    };
  }

  /** Only the file's name is told: where it lies is the node's own affair. */
  static DunlinException unusable(CorruptFileException damaged) {
    return new DunlinFailure.WrongInput(
            "the snapshot cannot be used: it is damaged or incomplete at %s:%s"
                .formatted(
                    damaged.section(),
                    String.valueOf(damaged.getMessage()).replaceFirst(".*section '[^']*':", "")))
        .asException();
  }

  /** The failure to write, as it is told: of its own kind where the disk has no room. */
  public static Throwable unwritten(IOException failure) {
    return isFull(failure) ? full(failure) : failure;
  }

  private static DunlinException full(IOException failure) {
    return new DunlinFailure.InsufficientStorage("the disk is full: " + failure.getMessage())
        .asException();
  }

  private static boolean isFull(IOException failure) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("no space left") || text.contains("quota exceeded");
  }
}
