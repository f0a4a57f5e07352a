package io.dunlin.persistence.journal;

import org.jspecify.annotations.Nullable;

/** The journal cannot do what it was asked; the message names the directory or the file. */
public final class JournalException extends RuntimeException {
  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
