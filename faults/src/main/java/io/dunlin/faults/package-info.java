/**
 * Proof by harm: nodes and databases in processes of their own, clients that write down what they
 * saw, faults by a seed, and a checker that says whether what was seen can be.
 */
@NullMarked
package io.dunlin.faults;

import org.jspecify.annotations.NullMarked;
