package io.dunlin.persistence.manifest;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a manifest's file is called, on a node's disk and in the segment store alike. Newer manifests
 * of a shard are greater, and the names' own order says the same.
 *
 * @param position of the log, as of which the manifest is
 * @param generation {@link Manifest#generation}
 */
public record ManifestName(long position, long generation) implements Comparable<ManifestName> {
  static final String SUFFIX = ".manifest";

  private static final int RETAINED = 2;

  private static final Pattern FORM = Pattern.compile("([0-9]{19})-([0-9]{19})\\.manifest");
  private static final Comparator<ManifestName> ORDER =
      Comparator.comparingLong(ManifestName::position).thenComparingLong(ManifestName::generation);

  public static ManifestName of(Manifest manifest) {
    return new ManifestName(manifest.position(), manifest.generation());
  }

  /** Those that are kept: the newest of each of the two newest positions. Newest first. */
  static List<ManifestName> retained(Stream<ManifestName> all) {
    NavigableMap<Long, ManifestName> newest = new TreeMap<>(Comparator.reverseOrder());
    all.forEach(name -> newest.merge(name.position(), name, BinaryOperator.maxBy(ORDER)));
    return newest.values().stream().limit(RETAINED).toList();
  }

  /** Empty for other files' names. */
  public static Optional<ManifestName> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new ManifestName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(ManifestName other) {
    return ORDER.compare(this, other);
  }

  /** The file's name; the numbers are padded, so that the order of names is theirs. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%019d-%019d%s", position, generation, SUFFIX);
  }
}
