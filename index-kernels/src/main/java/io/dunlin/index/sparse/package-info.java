/**
 * Sparse vectors: few components of many dimensions, compared by their inner product. A row is a
 * result of a search where it has a dimension in common with the query.
 *
 * <p>Rows lie side by side ({@link io.dunlin.index.sparse.SparseRows}), and are scanned where there
 * are few. Where there are many, an inverted index of them ({@link
 * io.dunlin.index.sparse.Postings}) leads to those that can be among the best. Both give the same
 * rows with the same bits: products are added in the order of their dimensions.
 */
@NullMarked
package io.dunlin.index.sparse;

import org.jspecify.annotations.NullMarked;
