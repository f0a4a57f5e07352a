@NullMarked
package io.dunlin.persistence.manifest;

import org.jspecify.annotations.NullMarked;
