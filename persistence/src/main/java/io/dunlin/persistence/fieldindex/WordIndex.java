package io.dunlin.persistence.fieldindex;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.model.Check.WordMode;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.text.WordTest;
import java.util.List;
import org.roaringbitmap.buffer.BufferFastAggregation;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * The words of the texts at a path, and the rows of each. Which words stand in the same text, and
 * where, it does not say. Immutable.
 *
 * @param schema of which they are the words
 */
record WordIndex(TextSchema schema, KeyIndex words) {
  /** Rows with the words that are asked for, be it in several texts. */
  ImmutableRoaringBitmap rows(WordTest test, WordMode mode) {
    List<ImmutableRoaringBitmap> found =
        test.asked().stream()
            .map(word -> word.getBytes(UTF_8))
            .map(word -> test.meansPrefixes() ? words.rowsOfPrefix(word) : words.rowsOf(word))
            .toList();
    return switch (mode) {
      case ANY -> BufferFastAggregation.naive_or(found.iterator());
      case ALL, PHRASE -> BufferFastAggregation.naive_and(found.iterator());
    };
  }
}
