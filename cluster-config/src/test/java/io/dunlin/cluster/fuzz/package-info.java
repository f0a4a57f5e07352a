/**
 * Requests that are nearly right, and ones that are not at all: whatever comes in, a node answers
 * in time, says whose fault it is in a well-formed answer, and changes nothing that it refused to.
 */
@NullMarked
package io.dunlin.cluster.fuzz;

import org.jspecify.annotations.NullMarked;
