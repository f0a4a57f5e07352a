/** How a node's threads are given work. */
@NullMarked
package io.dunlin.actors.dispatch;

import org.jspecify.annotations.NullMarked;
