/**
 * REST requests to calls of {@link io.dunlin.sharding.Collections} and back. A route decodes, calls
 * and encodes; {@link io.dunlin.http.route.Router} does all that is the same for every route.
 */
@NullMarked
package io.dunlin.http.route;

import org.jspecify.annotations.NullMarked;
