/** What is printed and what is written to a file. */
@NullMarked
package io.dunlin.bench.report;

import org.jspecify.annotations.NullMarked;
