/** Work on the rows of a table by several threads at once: what builds of all kinds share. */
@NullMarked
package io.dunlin.index.parallel;

import org.jspecify.annotations.NullMarked;
