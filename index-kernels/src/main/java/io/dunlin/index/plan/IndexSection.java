package io.dunlin.index.plan;

/** The parts that an index is stored in; each can be made again from the rows. */
public enum IndexSection {
  /** {@code HnswGraph}'s bytes. */
  GRAPH("graph"),
  /** {@code ByteCodes}. */
  BYTES("bytes"),
  /** {@code RabitqCodes}. */
  RABITQ("rabitq"),
  /** {@code ProductCodes}. */
  PRODUCT("pq"),
  /** {@code IvfLists}. */
  LISTS("lists"),
  /** {@code Pca}. */
  PCA("pca"),
  /** The rows' principal components: float32, row after row. */
  REDUCED("reduced"),
  /** {@code LinkCodes}. */
  LINKS("links"),
  /** The rows once more, in the order of the lists: searches of a list read what lies together. */
  PLACED("placed");

  private final String label;

  IndexSection(String label) {
    this.label = label;
  }

  /** What it is called in a file. */
  public String label() {
    return label;
  }
}
