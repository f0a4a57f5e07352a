@NullMarked
package io.dunlin.actors.catalog;

import org.jspecify.annotations.NullMarked;
