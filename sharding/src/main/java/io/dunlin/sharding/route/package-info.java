@NullMarked
package io.dunlin.sharding.route;

import org.jspecify.annotations.NullMarked;
