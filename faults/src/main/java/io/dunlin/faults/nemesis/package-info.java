/** What is done to a cluster while its clients go on. */
@NullMarked
package io.dunlin.faults.nemesis;

import org.jspecify.annotations.NullMarked;
