package io.dunlin.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.History;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegisterCheckerProperties {
  private static final int ROUNDS = 300;
  private static final int TINY_HISTORIES = 20_000;
  private static final long KEY = 1;
  private static final Freshness LATEST = new Freshness.Latest();

  private final long seed = Long.getLong("dunlin.seed", System.nanoTime());
  private final Random random = new Random(seed);

  RegisterCheckerProperties() {
    System.out.printf("RegisterCheckerProperties seed %d%n", seed);
  }

  @Test
  void whatAnHonestDatabaseShowsIsPossible() {
    for (int round = 0; round < ROUNDS; round++) {
      SimulatedRegister register = new SimulatedRegister(random);
      register.run(random.nextInt(1, 200));
      assertThat(RegisterChecker.check(register.history())).as("seed %d", seed).isEmpty();
    }
  }

  /** What a database may do wrong, as its clients see it. */
  enum Planted {
    LOST_ACK {
      @Override
      void plant(SimulatedRegister register) {
        long before = register.holds(KEY);
        register.acked(KEY, register.newValue());
        register.sees(KEY, before, LATEST);
      }
    },
    LOST_ACK_SEEN_MUCH_LATER {
      @Override
      void plant(SimulatedRegister register) {
        long before = register.newValue();
        register.acked(KEY, before);
        register.acked(KEY, register.newValue());
        register.run(50);
        register.acked(KEY, register.newValue());
        register.sees(KEY, before, LATEST);
      }
    },
    DELETED_POINT_IS_BACK {
      @Override
      void plant(SimulatedRegister register) {
        long before = register.newValue();
        register.acked(KEY, before);
        register.acked(KEY, Write.ABSENT);
        register.sees(KEY, Write.ABSENT, LATEST);
        register.sees(KEY, before, LATEST);
      }
    },
    STALE_PLAIN_READ {
      @Override
      void plant(SimulatedRegister register) {
        long before = register.newValue();
        register.acked(KEY, before);
        register.acked(KEY, register.newValue());
        register.sees(KEY, before, new Freshness.Acked());
      }
    },
    READ_STALER_THAN_IT_SAYS {
      @Override
      void plant(SimulatedRegister register) {
        long before = register.newValue();
        register.acked(KEY, before);
        register.acked(KEY, register.newValue());
        register.run(100);
        register.sees(KEY, before, new Freshness.StaleBy(900));
      }
    },
    READ_STALER_THAN_ITS_TOKEN {
      @Override
      void plant(SimulatedRegister register) {
        long before = register.newValue();
        register.acked(KEY, before);
        Write token = register.acked(KEY, register.newValue());
        register.sees(KEY, before, new Freshness.NotBefore(token));
      }
    },
    TWO_WRITERS {
      @Override
      void plant(SimulatedRegister register) {
        // The paused writer acks after another has taken over: each reader sees its own history.
        long first = register.newValue();
        long second = register.newValue();
        register.acked(KEY, first);
        register.acked(KEY, second);
        register.sees(KEY, second, LATEST);
        register.sees(KEY, first, LATEST);
        register.sees(KEY, second, LATEST);
      }
    },
    LATE_WRITE_TAKES_EFFECT_TWICE {
      @Override
      void plant(SimulatedRegister register) {
        long late = register.newValue();
        long later = register.newValue();
        register.history().add(new Write(KEY, late, 0, Write.NEVER, "a writer"));
        register.sees(KEY, late, LATEST);
        register.acked(KEY, later);
        register.sees(KEY, later, LATEST);
        register.sees(KEY, late, LATEST);
      }
    },
    REFUSED_WRITE_IS_THERE {
      @Override
      void plant(SimulatedRegister register) {
        register.sees(KEY, Long.MAX_VALUE, LATEST);
      }
    };

    abstract void plant(SimulatedRegister register);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPlantedIsFound(Planted planted) {
    for (int round = 0; round < ROUNDS; round++) {
      SimulatedRegister register = new SimulatedRegister(random);
      register.run(random.nextInt(100));
      // Known to be, whatever is still under way, and nothing that may explain it away.
      register.acked(KEY, register.newValue());
      register.sees(KEY, register.holds(KEY), LATEST);
      assertThat(RegisterChecker.check(register.history())).as("seed %d", seed).isEmpty();
      planted.plant(register);
      register.run(random.nextInt(100));
      assertThat(RegisterChecker.check(register.history()))
          .as("seed %d", seed)
          .extracting(Violation::key)
          .containsExactly(KEY);
    }
  }

  @Test
  void aWriteThatMayHaveHappenedExplainsAReadOnceAtAnyTimeAfterIt() {
    SimulatedRegister register = new SimulatedRegister(random);
    register.history().add(new Write(KEY, 77, 1, Write.NEVER, "a writer"));
    register.acked(KEY, register.newValue());
    register.run(100);
    register.acked(KEY, 78);
    register.sees(KEY, 78, LATEST);
    register.sees(KEY, 77, LATEST);
    assertThat(RegisterChecker.check(register.history())).isEmpty();
  }

  @Test
  void tellsThePossibleFromTheImpossibleAsTryingAllOrdersDoes() {
    int impossible = 0;
    for (int round = 0; round < TINY_HISTORIES; round++) {
      History.OfKey history = tiny();
      boolean possible = BruteForce.isPossible(history);
      impossible += possible ? 0 : 1;
      assertThat(RegisterChecker.check(history).isEmpty())
          .as("seed %d: %s", seed, history)
          .isEqualTo(possible);
    }
    System.out.printf("%d of %d tiny histories are impossible%n", impossible, TINY_HISTORIES);
    assertThat(impossible).isBetween(TINY_HISTORIES / 5, TINY_HISTORIES * 4 / 5);
  }

  /** Few operations at random times, with values at random of those that were written. */
  private History.OfKey tiny() {
    List<Write> writes = new ArrayList<>();
    List<Read> reads = new ArrayList<>();
    int values = 1;
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      long sent = random.nextInt(12);
      long value = random.nextInt(3) == 0 ? Write.ABSENT : values++;
      long acked = random.nextInt(3) == 0 ? Write.NEVER : sent + random.nextInt(6);
      writes.add(new Write(KEY, value, sent, acked, "writer " + i));
    }
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      long asked = random.nextInt(14);
      long answered = asked + random.nextInt(6);
      Freshness freshness =
          switch (random.nextInt(4)) {
            case 0 -> new Freshness.Acked();
            case 1 -> new Freshness.StaleBy(random.nextInt(8));
            case 2 -> token(writes, answered);
            default -> LATEST;
          };
      reads.add(new Read(KEY, random.nextInt(values), asked, answered, freshness, "reader " + i));
    }
    return new History.OfKey(KEY, writes, reads);
  }

  private Freshness token(List<Write> writes, long answered) {
    Write write = writes.get(random.nextInt(writes.size()));
    return write.isAcked() && write.acked() < answered ? new Freshness.NotBefore(write) : LATEST;
  }

  @Test
  void aLongHistoryTakesSeconds() {
    SimulatedRegister register = new SimulatedRegister(random);
    register.run(50_000);
    long started = System.nanoTime();
    assertThat(RegisterChecker.check(register.history())).as("seed %d", seed).isEmpty();
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    System.out.printf("50,000 operations on 3 points checked in %s%n", took);
    assertThat(took).isLessThan(Duration.ofSeconds(60));
  }
}
