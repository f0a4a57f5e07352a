package io.dunlin.cluster.boot;

import java.nio.file.Path;

/** Another node works in the data directory. */
public final class DirectoryInUseException extends Exception {
  DirectoryInUseException(Path directory, String holder) {
    super(
        "The data directory "
            + directory
            + " is in use by another Dunlin"
            + (holder.isBlank() ? "" : " (process " + holder.strip() + ")")
            + ". Stop that one, or give this one its own with --data-dir.");
  }
}
