@NullMarked
package io.dunlin.cluster;

import org.jspecify.annotations.NullMarked;
