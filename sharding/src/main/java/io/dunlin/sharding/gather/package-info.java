@NullMarked
package io.dunlin.sharding.gather;

import org.jspecify.annotations.NullMarked;
