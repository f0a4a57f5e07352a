@NullMarked
package io.dunlin.index.kernel;

import org.jspecify.annotations.NullMarked;
