/**
 * Figures with the command that made them. Search quality and speed are only worth printing
 * together, beside other implementations on the same data in the same run; this module exists to do
 * that, and is the only one that may see those other implementations. It is never shipped.
 */
@NullMarked
package io.dunlin.bench;

import org.jspecify.annotations.NullMarked;
