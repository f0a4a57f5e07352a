/** {@code dunlin cluster}: an operator's view of a cluster, through any node's REST API. */
@NullMarked
package io.dunlin.cluster.admin;

import org.jspecify.annotations.NullMarked;
