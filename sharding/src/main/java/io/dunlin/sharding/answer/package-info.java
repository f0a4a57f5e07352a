/**
 * Answers that serve more than one caller: identical queries under way are one, and answers are
 * kept for as long as nothing is written. An answer is known by the positions of the shards' logs
 * that it was read at, so that whoever wrote something sees it: a write moves a position, and this
 * node holds copies of all shards that are known to be up to date, or shares nothing.
 */
@NullMarked
package io.dunlin.sharding.answer;

import org.jspecify.annotations.NullMarked;
