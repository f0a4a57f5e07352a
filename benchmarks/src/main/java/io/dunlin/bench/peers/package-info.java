/** Each index that is measured, behind one interface, with parameters that mean the same. */
@NullMarked
package io.dunlin.bench.peers;

import org.jspecify.annotations.NullMarked;
