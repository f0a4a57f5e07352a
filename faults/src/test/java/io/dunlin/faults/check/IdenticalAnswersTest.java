package io.dunlin.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdenticalAnswersTest {
  @Test
  void copiesAnswerAlikeAtOnePosition() {
    IdenticalAnswers answers = new IdenticalAnswers();
    answers.add("7", "nearest to 1", "[1, 2]", "node 0");
    answers.add("7", "nearest to 1", "[1, 2]", "node 1");
    answers.add("8", "nearest to 1", "[1, 3]", "node 1");
    answers.add("7", "nearest to 2", "[2]", "node 1");
    assertThat(answers.differences()).isEmpty();
    answers.add("7", "nearest to 1", "[2, 1]", "node 2");
    assertThat(answers.differences())
        .containsExactly("at 7, nearest to 1: [1, 2] by node 0, but [2, 1] by node 2");
  }
}
