@NullMarked
package io.dunlin.actors.copy;

import org.jspecify.annotations.NullMarked;
