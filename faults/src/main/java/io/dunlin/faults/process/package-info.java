/** Nodes and databases in processes of their own, which can be killed, stopped and woken. */
@NullMarked
package io.dunlin.faults.process;

import org.jspecify.annotations.NullMarked;
