/** Whether what users send fits the collection that it is for. */
@NullMarked
package io.dunlin.sharding.check;

import org.jspecify.annotations.NullMarked;
