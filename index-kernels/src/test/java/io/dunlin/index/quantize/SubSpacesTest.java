package io.dunlin.index.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SubSpacesTest {
  @Test
  void partsCoverAllComponentsEvenly() {
    for (int dimension = 1; dimension <= 70; dimension++) {
      for (int count = 1; count <= dimension; count++) {
        SubSpaces parts = new SubSpaces(dimension, count);
        assertThat(parts.start(0)).isZero();
        assertThat(parts.start(count)).isEqualTo(dimension);
        int longest = 0;
        for (int part = 0; part < count; part++) {
          assertThat(parts.length(part)).isBetween(dimension / count, parts.width());
          longest = Math.max(longest, parts.length(part));
        }
        assertThat(parts.width()).isEqualTo(longest);
      }
    }
  }

  @Test
  void theLongestVectorsCanBeSplit() {
    SubSpaces parts = new SubSpaces(65_536, 65_535);
    assertThat(parts.start(65_535)).isEqualTo(65_536);
    assertThat(parts.width()).isEqualTo(2);
  }

  @Test
  void morePartsThanComponentsAreRefused() {
    assertThatThrownBy(() -> new SubSpaces(4, 5)).hasMessageContaining("5 parts");
    assertThatThrownBy(() -> new SubSpaces(4, 0)).hasMessageContaining("0 parts");
  }
}
