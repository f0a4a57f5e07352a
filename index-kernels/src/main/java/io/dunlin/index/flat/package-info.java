@NullMarked
package io.dunlin.index.flat;

import org.jspecify.annotations.NullMarked;
