/** Why a point is not in an answer: found out by further queries, the way a user would. */
@NullMarked
package io.dunlin.sharding.whynot;

import org.jspecify.annotations.NullMarked;
