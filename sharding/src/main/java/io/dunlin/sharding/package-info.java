@NullMarked
package io.dunlin.sharding;

import org.jspecify.annotations.NullMarked;
