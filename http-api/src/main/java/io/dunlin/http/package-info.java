@NullMarked
package io.dunlin.http;

import org.jspecify.annotations.NullMarked;
