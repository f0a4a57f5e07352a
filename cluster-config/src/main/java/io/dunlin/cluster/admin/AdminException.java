package io.dunlin.cluster.admin;

import java.io.IOException;

/** The cluster did not do what was asked; the message says why and what to do. */
final class AdminException extends IOException {
  AdminException(String message) {
    super(message);
  }
}
