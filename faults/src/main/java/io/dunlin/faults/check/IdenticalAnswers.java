package io.dunlin.faults.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Whether all copies answer alike at the same position of their logs. Any thread may add to it. */
public final class IdenticalAnswers {
  /**
   * @param position of the log or logs that the answer is a function of
   * @param question the same text for the same question
   */
  private record At(String position, String question) {}

  private record Given(String answer, String by) {}

  private static final int KEPT = 4_000;

  // The newest of them: copies that are apart for long answer as old, or not at all.
  private final SequencedMap<At, Given> first = new LinkedHashMap<>();
  private long compared;
  private final List<String> differences = new ArrayList<>();

  /**
   * @param by who answered
   */
  public synchronized void add(String position, String question, String answer, String by) {
    Given given = first.putIfAbsent(new At(position, question), new Given(answer, by));
    if (first.size() > KEPT) {
      var _ = first.pollFirstEntry();
    }
    compared += given == null ? 0 : 1;
    if (given != null && !given.answer().equals(answer)) {
      differences.add(
          "at %s, %s: %s by %s, but %s by %s"
              .formatted(position, question, given.answer(), given.by(), answer, by));
    }
  }

  /** How many answers there were to compare with an earlier one. */
  public synchronized long compared() {
    return compared;
  }

  public synchronized List<String> differences() {
    return List.copyOf(differences);
  }
}
