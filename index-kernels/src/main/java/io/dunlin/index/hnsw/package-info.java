/**
 * Hierarchical navigable small world graphs: Yu. A. Malkov and D. A. Yashunin, "Efficient and
 * robust approximate nearest neighbor search using Hierarchical Navigable Small World graphs",
 * arXiv:1603.09320. M is {@code m} here, efConstruction has its name, the level factor m_L is 1 /
 * ln M.
 *
 * <p>A graph is built in the very bytes that a file holds, so a finished graph is written as it is
 * and a mapped one is searched as it is.
 */
@NullMarked
package io.dunlin.index.hnsw;

import org.jspecify.annotations.NullMarked;
