package io.dunlin.index.file;

/**
 * What the directory says about a section.
 *
 * @param offset of its first byte in the file, a multiple of {@link SectionLayout#ALIGNMENT}
 * @param checksum CRC32C of the whole section
 * @param blocks CRC32C of each block of {@link SectionLayout#BLOCK} bytes, the last may be shorter
 */
record SectionEntry(
    String name, int version, long offset, long length, int checksum, int[] blocks) {
  long end() {
    return offset + length;
  }

  /** Where the next section starts; the bytes in between are zero. */
  long paddedEnd() {
    return SectionLayout.align(end());
  }
}
