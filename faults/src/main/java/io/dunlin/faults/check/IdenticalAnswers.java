package io.dunlin.faults.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether all copies answer alike at the same position of their logs. Any thread may add to it. */
public final class IdenticalAnswers {
  /**
   * @param position of the log or logs that the answer is a function of
   * @param question the same text for the same question
   */
  private record At(String position, String question) {}

  private record Given(String answer, String by) {}

  private final Map<At, Given> first = new HashMap<>();
  private final List<String> differences = new ArrayList<>();

  /**
   * @param by who answered
   */
  public synchronized void add(String position, String question, String answer, String by) {
    Given given = first.putIfAbsent(new At(position, question), new Given(answer, by));
    if (given != null && !given.answer().equals(answer)) {
      differences.add(
          "at %s, %s: %s by %s, but %s by %s"
              .formatted(position, question, given.answer(), given.by(), answer, by));
    }
  }

  public synchronized List<String> differences() {
    return List.copyOf(differences);
  }
}
