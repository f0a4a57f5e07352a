/** Asks rerankers that are services: {@link io.dunlin.http.rerank.HttpReranker}. */
@NullMarked
package io.dunlin.http.rerank;

import org.jspecify.annotations.NullMarked;
