package io.dunlin.cluster.settings;

/**
 * One thing that is wrong with the settings.
 *
 * @param where the key, and the file, line or variable it came from
 * @param message what was expected and what was found
 */
public record Problem(String where, String message) {
  @Override
  public String toString() {
    return where + ": " + message;
  }
}
