@NullMarked
package io.dunlin.faults.proof;

import org.jspecify.annotations.NullMarked;
