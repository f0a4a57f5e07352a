/** What can be typed after {@code bin/dunlin}. */
@NullMarked
package io.dunlin.cluster.cli;

import org.jspecify.annotations.NullMarked;
