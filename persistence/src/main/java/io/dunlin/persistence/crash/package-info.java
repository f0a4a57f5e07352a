/**
 * Where a test may have the process die. Below everything else here; what it costs where no test
 * asks is a comparison with a constant.
 */
@NullMarked
package io.dunlin.persistence.crash;

import org.jspecify.annotations.NullMarked;
