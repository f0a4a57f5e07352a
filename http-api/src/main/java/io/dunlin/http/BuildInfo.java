package io.dunlin.http;

/**
 * What this program was built from.
 *
 * @param version Dunlin's own, not the contract's
 * @param commit 40 hexadecimal digits; zeros where it is not known
 */
public record BuildInfo(String version, String commit) {
  public static final BuildInfo UNKNOWN = new BuildInfo("unknown", "0".repeat(40));

  public BuildInfo {
    if (!commit.matches("[0-9a-f]{40}")) {
      throw new IllegalArgumentException("A commit has 40 hexadecimal digits, not: " + commit);
    }
  }
}
