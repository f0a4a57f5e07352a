/** What the two APIs count and time, so that one place knows how requests fare. */
@NullMarked
package io.dunlin.http.metrics;

import org.jspecify.annotations.NullMarked;
