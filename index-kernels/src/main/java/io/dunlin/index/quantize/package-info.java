/**
 * Compact codes of vectors: how they are made, and what of a score can be told from them. A search
 * that reads codes looks at a fraction of the bytes; its best rows are scored again by their
 * vectors.
 */
@NullMarked
package io.dunlin.index.quantize;

import org.jspecify.annotations.NullMarked;
