@NullMarked
package io.dunlin.index.hnsw;

import org.jspecify.annotations.NullMarked;
