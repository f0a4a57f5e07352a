/**
 * What a searching thread carries from search to search, so that a search allocates nothing: heaps
 * of (score, row) in longs, the rows already met, and buffers.
 */
@NullMarked
package io.dunlin.index.search;

import org.jspecify.annotations.NullMarked;
