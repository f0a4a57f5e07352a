package io.dunlin.index.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PinnedBudgetTest {
  @Test
  void refusesWhatDoesNotFitUntilItDoes() {
    PinnedBudget budget = new PinnedBudget(100);
    PinnedBudget.Claim most = budget.claim(70);
    PinnedBudget.Claim tooMuch = budget.claim(31);
    PinnedBudget.Claim rest = budget.claim(30);
    assertThat(most.granted()).isTrue();
    assertThat(tooMuch.granted()).isFalse();
    assertThat(rest.granted()).isTrue();
    assertThat(budget.taken()).isEqualTo(100);
    assertThat(budget.refused()).isEqualTo(1);
    assertThat(budget.claim(0).granted()).isTrue();

    most.close();
    most.close();
    tooMuch.close();
    tooMuch.close();
    assertThat(budget.taken()).isEqualTo(30);
    assertThat(budget.refused()).isZero();
    assertThat(budget.claim(70).granted()).isTrue();
    assertThat(budget.claim(Long.MAX_VALUE).granted()).isFalse();
  }

  @Test
  void whatIsGrantedMayBeRefusedAfterAll() {
    PinnedBudget budget = new PinnedBudget(10);
    PinnedBudget.Claim claim = budget.claim(10).refuse();
    assertThat(claim.granted()).isFalse();
    assertThat(budget.taken()).isZero();
    assertThat(budget.refused()).isEqualTo(1);
    claim.close();
    assertThat(budget.refused()).isZero();
  }

  @Test
  void aBudgetOfNothingRefusesAllAndOneOfLessThanNothingIsNone() {
    PinnedBudget none = new PinnedBudget(0);
    assertThat(none.claim(1).granted()).isFalse();
    assertThat(none.limit()).isZero();
    assertThatThrownBy(() -> new PinnedBudget(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isNeverOverdrawnByManyThreads() {
    int threads = 8;
    PinnedBudget budget = new PinnedBudget(1000);
    AtomicLong held = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<CompletableFuture<Void>> runs = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      Random random = new Random(thread);
      runs.add(
          CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20_000; i++) {
              int bytes = random.nextInt(400);
              try (PinnedBudget.Claim claim = budget.claim(bytes)) {
                if (claim.granted()) {
                  most.accumulateAndGet(held.addAndGet(bytes), Math::max);
                  held.addAndGet(-bytes);
                }
              }
            }
          }));
    }
    runs.forEach(CompletableFuture::join);
    assertThat(most.get()).isPositive().isLessThanOrEqualTo(1000);
    assertThat(budget.taken()).isZero();
    assertThat(budget.refused()).isZero();
  }
}
