@NullMarked
package io.dunlin.actors.segment;

import org.jspecify.annotations.NullMarked;
