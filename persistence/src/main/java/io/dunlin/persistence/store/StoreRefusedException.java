package io.dunlin.persistence.store;

import java.io.IOException;

/**
 * The store answered that it will not do what was asked: credentials, rights or a bucket's name are
 * wrong. Calling again does not help before somebody changes them.
 */
public final class StoreRefusedException extends IOException {
  StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
