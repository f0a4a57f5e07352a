/**
 * What index a table of vectors gets, how it is made, and how it is opened again from the sections
 * of a file.
 */
@NullMarked
package io.dunlin.index.plan;

import org.jspecify.annotations.NullMarked;
