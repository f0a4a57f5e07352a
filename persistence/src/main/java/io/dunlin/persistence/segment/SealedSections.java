package io.dunlin.persistence.segment;

import io.dunlin.index.plan.IndexSection;
import io.dunlin.index.sparse.Postings;
import io.dunlin.index.sparse.SparseRows;

/**
 * The sections of a sealed segment's file. Rows are sorted by id, numbers before UUIDs, both as
 * unsigned; all numbers are little endian.
 *
 * <pre>
 * meta             SegmentMetaProto
 * ids.number       8 bytes a row with a number as id
 * ids.uuid         16 bytes a row with a UUID: upper half, lower half
 * versions         8 bytes a row
 * payload.offsets  8 bytes a row and one more: where the row's payload starts in the next section
 * payload          PayloadCodec's bytes, row after row; none for the empty payload
 * vector:NAME      components of its datatype, row after row; zeros for a row that lacks the vector;
 *                  of a multivector all vectors of all rows
 * sparse:NAME      entries of {@link SparseRows}, row after row
 * offsets:NAME     of a sparse vector or multivector: 8 bytes a row and one more, where the row's
 *                  first entry or vector is
 * present:NAME     a bit a row that has the vector; left out when all have it, and for
 *                  multivectors, of which a row that lacks them has none
 * postings:NAME    {@link Postings} of a sparse vector, derived from its rows
 * KIND:NAME        a part of the vector's index ({@link IndexSection}), derived from the rows; there
 *                  are those that the vector's plan asked for
 * </pre>
 */
final class SealedSections {
  /** Of every section's content. */
  static final int VERSION = 1;

  static final String META = "meta";
  static final String NUMBERS = "ids.number";
  static final String UUIDS = "ids.uuid";
  static final String VERSIONS = "versions";
  static final String PAYLOAD_OFFSETS = "payload.offsets";
  static final String PAYLOAD = "payload";

  private static final String VECTOR_PREFIX = "vector:";
  private static final String SPARSE_PREFIX = "sparse:";
  private static final String POSTINGS_PREFIX = "postings:";

  private SealedSections() {}

  static String vectorOf(String name) {
    return VECTOR_PREFIX + name;
  }

  static String sparseOf(String name) {
    return SPARSE_PREFIX + name;
  }

  static String postingsOf(String name) {
    return POSTINGS_PREFIX + name;
  }

  static String offsetsOf(String name) {
    return "offsets:" + name;
  }

  static String presentOf(String name) {
    return "present:" + name;
  }

  static String partOf(IndexSection part, String name) {
    return part.label() + ":" + name;
  }

  /** A section that can be made again from the others. */
  static boolean isDerived(String section) {
    for (IndexSection part : IndexSection.values()) {
      if (section.startsWith(part.label() + ":")) {
        return true;
      }
    }
    return section.startsWith(POSTINGS_PREFIX);
  }

  /** A derived section that holds rows, reduced or in another order. */
  static boolean isCopyOfRows(String section) {
    return section.startsWith(IndexSection.PLACED.label() + ":")
        || section.startsWith(IndexSection.REDUCED.label() + ":");
  }

  /** A derived section that says where rows are, or holds codes of them. */
  static boolean isWalked(String section) {
    return isDerived(section) && !isCopyOfRows(section);
  }

  /** A section of vectors' rows. */
  static boolean isRows(String section) {
    return section.startsWith(VECTOR_PREFIX) || section.startsWith(SPARSE_PREFIX);
  }

  /** The vector that a section named KIND:NAME belongs to. */
  static String vectorIn(String section) {
    return section.substring(section.indexOf(':') + 1);
  }
}
