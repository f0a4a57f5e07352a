/**
 * Models outside of the index that judge how well texts answer a question. {@link
 * io.dunlin.sharding.rerank.Reranker} is all that such a one has to be.
 */
@NullMarked
package io.dunlin.sharding.rerank;

import org.jspecify.annotations.NullMarked;
