@NullMarked
package io.dunlin.persistence.segment;

import org.jspecify.annotations.NullMarked;
