package io.dunlin.actors.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Writers and followers in one simulated time, with messages that take long or are lost, clocks
 * that run at other speeds, and nodes that vanish. After every acknowledgement, no follower that
 * believes in its lease may lack what was acknowledged.
 */
class InSyncCopiesProperties {
  private static final long SEED = Long.getLong("dunlin.seed", 20261122);
  private static final int WORLDS = 400;
  private static final int STEPS = 3_000;
  private static final int FOLLOWERS = 3;

  @Test
  void noCopyWithALeaseLacksWhatWasAcknowledged() {
    long acknowledged = 0;
    long leased = 0;
    long dropped = 0;
    for (int world = 0; world < WORLDS; world++) {
      World run = new World(SEED + world);
      run.run();
      acknowledged += run.acknowledgements;
      leased += run.grants;
      dropped += run.drops;
    }
    // The worlds do what they are about.
    assertThat(acknowledged).isGreaterThan(20_000);
    assertThat(leased).isGreaterThan(20_000);
    assertThat(dropped).isGreaterThan(200);
  }

  /** A follower's own side: its clock starts anywhere and runs a little fast or slow. */
  private static final class Follower {
    final int number;
    final double speed;
    final long offset;
    // Counts incarnations: what is meant for an earlier one is not heard.
    int life;
    long shows;
    long leaseUntil;
    boolean leased;

    Follower(int number, Random random) {
      this.number = number;
      this.speed = 0.93 + random.nextDouble() * 0.14;
      this.offset = random.nextLong(1L << 40);
    }

    long clock(long now) {
      return offset + (long) (now * speed);
    }

    boolean believes(long now) {
      return leased && leaseUntil - clock(now) > 0;
    }
  }

  private record Who(int follower, int life) {}

  private record Event(long at, long order, Runnable what) {}

  private static final class World {
    private final long seed;
    private final Random random;
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    private final List<Follower> followers = new ArrayList<>();
    // Messages between two arrive in order.
    private final Map<String, Long> lastArrival = new HashMap<>();
    private final List<long[]> pending = new ArrayList<>();
    private InSyncCopies<Who> copies = new InSyncCopies<>(1, 0);
    private int epoch = 1;
    private long position;
    private long now;
    private long order;
    long acknowledgements;
    long grants;
    long drops;

    World(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      for (int i = 0; i < FOLLOWERS; i++) {
        followers.add(new Follower(i, random));
      }
    }

    void run() {
      followers.forEach(this::join);
      for (int step = 0; step < STEPS; step++) {
        now += random.nextLong(millis(20));
        while (!events.isEmpty() && events.peek().at() <= now) {
          events.poll().what().run();
        }
        act();
        acknowledge();
      }
    }

    private void act() {
      Follower one = followers.get(random.nextInt(FOLLOWERS));
      switch (random.nextInt(40)) {
        case 0 -> vanish(one);
        case 1 -> leave(one);
        case 2 -> {
          if (random.nextInt(20) == 0) {
            newWriter();
          }
        }
        case 3, 4, 5, 6, 7, 8, 9, 10 -> write();
        default -> confirm(one);
      }
      dropSlow();
    }

    private void write() {
      position++;
      long written = position;
      pending.add(new long[] {written, now});
      for (Follower follower : followers) {
        int life = follower.life;
        send(
            "entry" + follower.number,
            () -> {
              if (follower.life == life && follower.shows == written - 1) {
                follower.shows = written;
                confirm(follower);
              }
            });
      }
    }

    private void join(Follower follower) {
      Who who = new Who(follower.number, follower.life);
      int writer = epoch;
      send(
          "back" + follower.number,
          () -> {
            if (writer == epoch && follower.life == who.life()) {
              // Entries that were lost on the way are read from the journal.
              follower.shows = position;
              copies.joined(who, position, now);
            }
          });
    }

    private void confirm(Follower follower) {
      Who who = new Who(follower.number, follower.life);
      long shows = follower.shows;
      long asked = follower.clock(now);
      int writer = epoch;
      send(
          "back" + follower.number,
          () -> {
            if (writer == epoch && copies.confirmed(who, shows, true, now)) {
              grants++;
              send(
                  "entry" + follower.number,
                  () -> {
                    if (follower.life == who.life() && writer == epoch) {
                      follower.leased = true;
                      follower.leaseUntil = asked + Leases.DURATION.toNanos();
                    }
                  });
            } else if (follower.shows < position && random.nextInt(20) == 0) {
              join(follower);
            }
          });
    }

    private void dropSlow() {
      long overdue = 0;
      for (long[] one : pending) {
        if (now - one[1] >= Leases.PATIENCE.toNanos()) {
          overdue = one[0];
        }
      }
      copies
          .dropWithout(overdue, now)
          .forEach((who, number) -> {
            drops++;
            Follower follower = followers.get(who.follower());
            int writer = epoch;
            send(
                "entry" + who.follower(),
                () -> {
                  if (follower.life == who.life()) {
                    follower.leased = false;
                    send(
                        "back" + who.follower(),
                        () -> {
                          if (writer == epoch) {
                            copies.revoked(who, number, now);
                          }
                        });
                  }
                });
          });
    }

    /** Without a word: it goes on answering reads, if it only was cut off. */
    private void vanish(Follower follower) {
      copies.gone(new Who(follower.number, follower.life));
      if (random.nextBoolean()) {
        follower.life++;
        follower.leased = false;
        join(follower);
      }
    }

    private void leave(Follower follower) {
      Who who = new Who(follower.number, follower.life);
      follower.leased = false;
      follower.life++;
      int writer = epoch;
      send(
          "back" + follower.number,
          () -> {
            if (writer == epoch) {
              copies.left(who);
            }
          });
      join(follower);
    }

    /** The one before granted its last lease by now. */
    private void newWriter() {
      epoch++;
      pending.clear();
      copies = new InSyncCopies<>(1, Leases.over(now));
      for (Follower follower : followers) {
        follower.life++;
        join(follower);
      }
    }

    private void acknowledge() {
      while (!pending.isEmpty() && copies.mayAcknowledge(pending.getFirst()[0], now)) {
        long done = pending.removeFirst()[0];
        copies.acknowledged(done);
        acknowledgements++;
        for (Follower follower : followers) {
          assertThat(!follower.believes(now) || follower.shows >= done)
              .as(
                  "seed %d: follower %d has a lease and shows %d while %d is acknowledged",
                  seed, follower.number, follower.shows, done)
              .isTrue();
        }
      }
    }

    private void send(String channel, Runnable what) {
      if (random.nextInt(50) == 0) {
        return;
      }
      long delay = random.nextInt(30) == 0 ? millis(3_000) : millis(40);
      long arrival = Math.max(now + random.nextLong(delay), lastArrival.getOrDefault(channel, 0L));
      lastArrival.put(channel, arrival);
      events.add(new Event(arrival, order++, what));
    }

    private static long millis(long millis) {
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }
}
