/**
 * What could be better about how a node is used, and how: so far, indexes that slow filters lack.
 */
@NullMarked
package io.dunlin.http.issue;

import org.jspecify.annotations.NullMarked;
