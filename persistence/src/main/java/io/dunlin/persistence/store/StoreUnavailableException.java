package io.dunlin.persistence.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The store cannot be reached, is overloaded, or failed on its side: the call may succeed later.
 */
public final class StoreUnavailableException extends IOException {
  StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
