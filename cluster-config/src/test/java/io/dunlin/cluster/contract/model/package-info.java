/**
 * What filters and queries mean, said a second time and as simply as can be: on plain JSON trees,
 * in doubles, without an index. It shares nothing with Dunlin but the contract, so that the two may
 * find each other's mistakes.
 */
@NullMarked
package io.dunlin.cluster.contract.model;

import org.jspecify.annotations.NullMarked;
