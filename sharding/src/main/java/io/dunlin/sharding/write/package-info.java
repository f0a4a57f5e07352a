@NullMarked
package io.dunlin.sharding.write;

import org.jspecify.annotations.NullMarked;
