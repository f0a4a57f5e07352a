@NullMarked
package io.dunlin.persistence.event;

import org.jspecify.annotations.NullMarked;
