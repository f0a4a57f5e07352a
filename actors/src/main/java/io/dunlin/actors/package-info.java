@NullMarked
package io.dunlin.actors;

import org.jspecify.annotations.NullMarked;
