/** The copies on a node that follow logs which other nodes write. */
@NullMarked
package io.dunlin.actors.follow;

import org.jspecify.annotations.NullMarked;
