@NullMarked
package io.dunlin.bench;

import org.jspecify.annotations.NullMarked;
