package io.dunlin.actors.placement.world;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Everything there is, and the ways between: messages, the store, the journal. */
final class World {
  static final Comparator<ShardId> BY_UUID = Comparator.comparing(ShardId::uuid);
  private static final int REMEMBERED = 40;

  private final Random random;
  private final Sabotage sabotage;
  private final Timeline timeline = new Timeline();
  private final Sessions sessions = new Sessions();
  private final Claims claims = new Claims();
  private final Map<ShardId, ShardJournal> journals = new HashMap<>();
  private final NavigableMap<NodeId, NodeModel> nodes = new TreeMap<>();
  private final Checker checker = new Checker();
  private final Deque<String> trace = new ArrayDeque<>();
  private final CatalogModel catalog;
  private boolean faults = true;

  World(Random random, Sabotage sabotage) {
    this.random = random;
    this.sabotage = sabotage;
    catalog = new CatalogModel(this);
  }

  Sabotage sabotage() {
    return sabotage;
  }

  Sessions sessions() {
    return sessions;
  }

  Claims claims() {
    return claims;
  }

  Checker checker() {
    return checker;
  }

  CatalogModel catalog() {
    return catalog;
  }

  ShardJournal journal(ShardId shard) {
    return journals.computeIfAbsent(
        shard, _ -> new ShardJournal(sabotage != Sabotage.EPOCHS_UNCHAINED));
  }

  Collection<NodeModel> nodes() {
    return nodes.values();
  }

  Optional<NodeModel> find(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  void add(NodeModel node) {
    nodes.put(node.id(), node);
  }

  void remove(NodeId id) {
    nodes.remove(id);
  }

  long now() {
    return timeline.now();
  }

  long events() {
    return timeline.happened();
  }

  void after(long millis, Runnable action) {
    timeline.after(millis, action);
  }

  void advance(long millis) {
    timeline.advance(millis, () -> checker.look(this));
  }

  long random(long from, long to) {
    return from + random.nextLong(to - from + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  boolean hasFaults() {
    return faults;
  }

  void calmDown() {
    faults = false;
  }

  private boolean fault(double probability) {
    return faults && chance(probability);
  }

  /** What happened last, for whoever reads of a failure. */
  void trace(String what) {
    trace.add(now() + " " + what);
    if (trace.size() > REMEMBERED) {
      trace.remove();
    }
  }

  List<String> trace() {
    return List.copyOf(trace);
  }

  /** A message: it may come late, after later ones, or never. */
  void send(NodeModel from, NodeId to, Consumer<NodeModel> action) {
    if (from.isCutOff() || fault(0.01)) {
      return;
    }
    after(
        fault(0.02) ? random(300, 3000) : random(1, 10),
        () ->
            find(to)
                .filter(node -> !node.isCutOff())
                .ifPresent(node -> node.run(() -> action.accept(node))));
  }

  void tellCatalog(NodeModel from, Consumer<CatalogModel> action) {
    if (!from.isCutOff() && !fault(0.05)) {
      after(fault(0.1) ? random(500, 5000) : random(1, 20), () -> action.accept(catalog));
    }
  }

  /** A linearizable operation of the store. It may be late, and its answer may be lost. */
  <T> void ask(NodeModel from, Supplier<T> operation, Consumer<T> answer) {
    long back = random(1, 10);
    boolean lost = fault(0.02);
    Consumer<T> heard = from.bound(answer);
    after(
        fault(0.03) ? random(300, 5000) : random(1, 15),
        () -> {
          T result = operation.get();
          if (!lost) {
            after(back, () -> heard.accept(result));
          }
        });
  }

  /**
   * Writes a row. A write that times out may have landed, may land later, or never.
   *
   * @param failed when the outcome is unknown after a while
   */
  void write(NodeModel from, ShardId shard, Row row, Runnable written, Runnable failed) {
    Runnable confirm = from.bound(written);
    after(Times.JOURNAL_TIMEOUT, from.bound(failed));
    if (fault(0.02)) {
      return;
    }
    boolean late = fault(0.04);
    boolean unheard = fault(0.02);
    after(
        late ? random(Times.JOURNAL_TIMEOUT, 15_000) : random(2, 40),
        () -> {
          journal(shard).land(row);
          checker.landed(this, shard, row);
          if (!late && !unheard) {
            after(random(1, 10), confirm);
          }
        });
  }
}
