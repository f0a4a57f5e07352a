@NullMarked
package io.dunlin.actors.failure;

import org.jspecify.annotations.NullMarked;
