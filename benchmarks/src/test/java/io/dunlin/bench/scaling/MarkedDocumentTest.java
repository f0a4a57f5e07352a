package io.dunlin.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkedDocumentTest {
  private static final String DOCUMENT = "before\n<!-- a -->\nold\n<!-- /a -->\nafter\n";

  @Test
  void onlyWhatIsMarkedChanges() {
    String filled = MarkedDocument.fill(DOCUMENT, "a", "new\n");
    assertThat(filled).isEqualTo("before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n");
    assertThat(MarkedDocument.fill(filled, "a", "new\n")).isEqualTo(filled);
  }

  @Test
  void aPlaceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> MarkedDocument.fill(DOCUMENT, "b", "")).hasMessageContaining("b");
  }
}
