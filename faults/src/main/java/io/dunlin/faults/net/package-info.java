/** Networks that can be harmed: by a forwarder between two ends, or hosts in namespaces. */
@NullMarked
package io.dunlin.faults.net;

import org.jspecify.annotations.NullMarked;
