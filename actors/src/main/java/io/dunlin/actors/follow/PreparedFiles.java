package io.dunlin.actors.follow;

import io.dunlin.actors.files.FilePins;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sealed file that was fetched before the log names it, which nobody may remove until then. One
 * at a time: a writer builds one after the other. Belongs to one {@link CopyFollower}.
 */
final class PreparedFiles {
  private record Prepared(String file, FilePins.Held held) {}

  private @Nullable Prepared newest;

  /** The one before is not waited for any longer. */
  void add(String file, FilePins.Held held) {
    clear();
    newest = new Prepared(file, held);
  }

  /** The log names the file: if it was prepared, its pin is the caller's to close. */
  Optional<FilePins.Held> take(String file) {
    Prepared prepared = newest;
    if (prepared == null || !prepared.file().equals(file)) {
      return Optional.empty();
    }
    newest = null;
    return Optional.of(prepared.held());
  }

  void clear() {
    Prepared unused = newest;
    if (unused != null) {
      newest = null;
      unused.held().close();
    }
  }
}
