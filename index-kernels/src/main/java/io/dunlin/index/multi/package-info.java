/**
 * Multivectors: a row has several vectors, and so has a query. Each vector of the query is compared
 * with all of the row and counts with its best score (MaxSim: Khattab and Zaharia, "ColBERT:
 * Efficient and effective passage search via contextualized late interaction over BERT", SIGIR
 * 2020).
 *
 * <p>All rows that a filter accepts are compared; there is no graph of them yet.
 */
@NullMarked
package io.dunlin.index.multi;

import org.jspecify.annotations.NullMarked;
