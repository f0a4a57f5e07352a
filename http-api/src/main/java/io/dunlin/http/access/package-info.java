/**
 * Who may do what. Callers show a key or a token signed with one; {@code needs.txt} says what each
 * operation of both APIs asks for; {@link io.dunlin.http.access.Gate} compares the two. Callers who
 * may see some collections only are given a view of the collections that shows no others, so that
 * names inside requests are checked as well as those in front.
 */
@NullMarked
package io.dunlin.http.access;

import org.jspecify.annotations.NullMarked;
