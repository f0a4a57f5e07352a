package io.dunlin.actors.copy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentQueriesTest {
  @Test
  void keepsTheFirstAndThenMoreAndMoreOfTheNewer() {
    RecentQueries recent = new RecentQueries();
    float[] first = {1, 0};
    for (int i = 0; i < RecentQueries.MOST; i++) {
      recent.offer("", first);
    }
    assertThat(recent.of("")).hasSize(RecentQueries.MOST).allMatch(query -> query[0] == 1);
    // That one of the first stays is less likely than one in 10^40.
    for (int i = 0; i < 100_000; i++) {
      recent.offer("", new float[] {2, 0});
    }
    assertThat(recent.of("")).hasSize(RecentQueries.MOST).allMatch(query -> query[0] == 2);
    assertThat(recent.of("other")).isEmpty();
  }

  @Test
  void keepsCopiesAndFewerOfLongerOnes() {
    RecentQueries recent = new RecentQueries();
    float[] asked = {1};
    recent.offer("short", asked);
    asked[0] = 7;
    assertThat(recent.of("short")).hasSize(1);
    assertThat(recent.of("short").getFirst()).containsExactly(1);
    for (int i = 0; i < RecentQueries.MOST; i++) {
      recent.offer("long", new float[4096]);
    }
    assertThat(recent.of("long")).hasSize(16);
  }
}
