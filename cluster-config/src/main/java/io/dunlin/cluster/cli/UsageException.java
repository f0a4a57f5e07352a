package io.dunlin.cluster.cli;

import java.util.List;

/** What was typed cannot be understood; the message says why, one problem to a line. */
public final class UsageException extends Exception {
  UsageException(List<String> problems) {
    super("dunlin: " + String.join("\ndunlin: ", problems) + "\nTry: dunlin --help");
  }
}
