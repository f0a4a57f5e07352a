@NullMarked
package io.dunlin.index;

import org.jspecify.annotations.NullMarked;
