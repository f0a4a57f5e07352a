@NullMarked
package io.dunlin.index.memory;

import org.jspecify.annotations.NullMarked;
