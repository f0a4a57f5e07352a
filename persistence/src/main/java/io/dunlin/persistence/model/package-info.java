@NullMarked
package io.dunlin.persistence.model;

import org.jspecify.annotations.NullMarked;
