package io.dunlin.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class RocksJournalContractTest extends JournalContract {
  @TempDir Path directory;

  @Override
  Config config() {
    return config(directory);
  }

  static Config config(Path directory) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.persistence.journal.plugin", "dunlin.journal.rocksdb",
                "dunlin.journal.rocksdb.dir", directory.toString(),
                "dunlin.journal.rocksdb.reclaim-delay", "50ms",
                "pekko.actor.allow-java-serialization", "off",
                "pekko.actor.warn-about-java-serializer-usage", "off"))
        .withFallback(ConfigFactory.load());
  }
}
