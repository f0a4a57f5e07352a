package io.dunlin.cluster.settings;

import io.dunlin.persistence.store.SegmentStoreSettings;
import io.dunlin.persistence.store.TransferRates;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Where sealed files are kept besides the node's disk, and how fast they move.
 *
 * @param grace how long the store keeps what no manifest names
 * @param peerRate bytes a second to other nodes; empty for no limit
 */
public record FileSettings(
    SegmentStoreSettings store, TransferRates rates, Duration grace, OptionalLong peerRate) {}
