@NullMarked
package io.dunlin.index.search;

import org.jspecify.annotations.NullMarked;
