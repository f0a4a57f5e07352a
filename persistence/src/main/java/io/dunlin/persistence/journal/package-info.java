@NullMarked
package io.dunlin.persistence.journal;

import org.jspecify.annotations.NullMarked;
