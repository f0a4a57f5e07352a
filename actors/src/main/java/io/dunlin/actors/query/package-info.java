@NullMarked
package io.dunlin.actors.query;

import org.jspecify.annotations.NullMarked;
