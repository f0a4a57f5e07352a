/**
 * Bytes in, bytes out: the two APIs of a node, REST and gRPC, over one facade. {@link
 * io.dunlin.http.ApiServer} binds both.
 */
@NullMarked
package io.dunlin.http;

import org.jspecify.annotations.NullMarked;
