@NullMarked
package io.dunlin.index.file;

import org.jspecify.annotations.NullMarked;
