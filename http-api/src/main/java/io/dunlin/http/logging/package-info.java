/** How much a node logs. */
@NullMarked
package io.dunlin.http.logging;

import org.jspecify.annotations.NullMarked;
