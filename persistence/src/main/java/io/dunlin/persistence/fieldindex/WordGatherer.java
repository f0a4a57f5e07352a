package io.dunlin.persistence.fieldindex;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.text.TextAnalyser;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Map;

/** Gathers the words of texts and their rows, and lays them out for a {@link WordIndex}. */
final class WordGatherer {
  private final TextSchema schema;
  private final TextAnalyser analyser;
  private final KeyGatherer words = new KeyGatherer();

  WordGatherer(TextSchema schema) {
    this.schema = schema;
    this.analyser = new TextAnalyser(schema);
  }

  /** False when there is no room for one of the words; rows come in ascending order. */
  boolean add(String text, int row) {
    boolean room = true;
    for (String word : new HashSet<>(analyser.words(text))) {
      byte[] key = word.getBytes(UTF_8);
      room &= key.length <= FieldValues.MAX_KEY_BYTES && words.add(key, row);
    }
    return room;
  }

  /** Adds the sections. Nothing can be gathered after that. */
  void writeTo(Map<String, MemorySegment> sections) throws IOException {
    sections.put(FieldSections.SCHEMA, MemorySegment.ofArray(CollectionBytes.of(schema)));
    words.writeTo(sections);
  }
}
