/** Clients that write and read points through any node, and write down what they were told. */
@NullMarked
package io.dunlin.faults.load;

import org.jspecify.annotations.NullMarked;
