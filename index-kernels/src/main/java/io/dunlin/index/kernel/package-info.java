/**
 * The arithmetic: scores of one query against many rows, with one bit pattern everywhere.
 *
 * <p>Floating-point sums depend on their order, and {@code reduceLanes(ADD)} leaves the order open.
 * A score that changes its last bit between the interpreter and the compiler, or between two
 * machines, would make two copies of a shard disagree. So the order is written down once, in {@link
 * io.dunlin.index.kernel.ScalarKernels}, and every other implementation gives the very same bits at
 * every vector width. The Vector API is used in this package only.
 *
 * <p>Methods that take or return vectors must be inlined by the compiler, or each vector becomes an
 * object. Inside a very large caller its budget can run out before that. So the loops ({@code
 * blocks} and {@code rest} of the Simd classes) and the calls into C ({@code call...} of {@link
 * io.dunlin.index.kernel.NativeKernels}, whose segments are objects too) are better compiled on
 * their own, with {@code -XX:CompileCommand=dontinline} as in this project's {@code jvm.flags}.
 */
@NullMarked
package io.dunlin.index.kernel;

import org.jspecify.annotations.NullMarked;
