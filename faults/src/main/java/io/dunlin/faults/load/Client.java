package io.dunlin.faults.load;

import io.dunlin.faults.history.Write;
import io.dunlin.faults.process.TestedCluster;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** One that writes or reads, each time through another node. One thread uses it. */
final class Client {
  private static final int DELETES_IN_10 = 2;

  /** Of writes that were acked: so many are read by their writer, who shows its token. */
  private static final int READ_BACK_IN_10 = 2;

  private static final List<Points.Question> QUESTIONS = List.of(Points.Question.values());

  private final String name;
  private final Random random;
  private final Register register;
  private final Map<Points, Session> sessions = new HashMap<>();

  Client(String name, Random random, Register register) {
    this.name = name;
    this.random = random;
    this.register = register;
  }

  /** Writes or reads through any node; returns whether it was acked or answered. */
  boolean operate(TestedCluster cluster, Points points, boolean writes) {
    int number = random.nextInt(cluster.size());
    List<Long> keys = List.copyOf(points.keys());
    long key = keys.get(random.nextInt(keys.size()));
    return cluster
        .rest(number)
        .map(node -> writes ? write(number, node, points, key) : read(number, node, points, keys))
        .orElse(false);
  }

  /** Whether it was acked. */
  private boolean write(int number, URI node, Points points, long key) {
    boolean delete = random.nextInt(10) < DELETES_IN_10;
    Optional<Write> acked = register.write(node, points, key, delete, session(points), by(number));
    if (acked.isPresent() && random.nextInt(10) < READ_BACK_IN_10) {
      boolean _ =
          register.look(
              node,
              points,
              new Register.Asking(
                  Points.Question.RETRIEVE, Set.of(key), Terms.SESSION, session(points)),
              by(number));
    }
    return acked.isPresent();
  }

  /** Whether it was answered. */
  private boolean read(int number, URI node, Points points, List<Long> keys) {
    Set<Long> wanted =
        random.ints(3, 0, keys.size()).mapToObj(keys::get).collect(Collectors.toSet());
    Points.Question question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
    return register.look(
        node, points, new Register.Asking(question, wanted, terms(), session(points)), by(number));
  }

  private Terms terms() {
    int drawn = random.nextInt(20);
    if (drawn < 9) {
      return Terms.PLAIN;
    } else if (drawn < 14) {
      return Terms.SESSION;
    } else if (drawn < 17) {
      return Terms.POSITION;
    }
    return drawn < 18 ? Terms.MAJORITY : Terms.ALL;
  }

  private Session session(Points points) {
    return sessions.computeIfAbsent(points, _ -> new Session());
  }

  private String by(int number) {
    return name + " at node " + number;
  }
}
