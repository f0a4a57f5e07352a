@NullMarked
package io.dunlin.persistence.filter;

import org.jspecify.annotations.NullMarked;
