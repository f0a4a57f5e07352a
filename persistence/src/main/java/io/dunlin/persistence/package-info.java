@NullMarked
package io.dunlin.persistence;

import org.jspecify.annotations.NullMarked;
