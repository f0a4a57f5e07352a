/**
 * The promises, kept before witnesses: nodes in processes of their own, published clients, real
 * data, and kill -9.
 */
@NullMarked
package io.dunlin.cluster.proof;

import org.jspecify.annotations.NullMarked;
