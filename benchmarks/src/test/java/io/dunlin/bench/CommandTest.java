package io.dunlin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.bench.peers.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandTest {
  @Test
  void isFoundByItsWord() {
    assertThat(Command.named("tune")).isEqualTo(Command.TUNE);
    assertThatThrownBy(() -> Command.named("all")).hasMessageContaining("all");
  }

  @ParameterizedTest
  @EnumSource
  void defaultsNamePeersThatThereAreAndNumbersThatCanBeRead(Command command) {
    Options options = Options.parse(List.of(), command.defaults());
    assertThat(options.list("peers")).allSatisfy(id -> assertThat(Peer.named(id)).isNotNull());
    assertThat(options.numbers("rows")).isNotEmpty();
    assertThat(options.numbers("m")).isNotEmpty();
    assertThat(options.numbers("ef-construction")).isNotEmpty();
    assertThat(options.numbers("ef")).isNotEmpty();
    assertThat(options.fractions("seconds")).hasSize(1);
    assertThat(options.fractions("shares")).isNotEmpty();
  }

  @Test
  void ownDefaultsOverrideCommonOnesOnly() {
    assertThat(Command.GROWTH.defaults()).containsEntry("rows", "100000,300000,1000000");
    assertThat(Command.INDEX.defaults()).containsEntry("rows", "100000");
    assertThat(Command.GROWTH.defaults().keySet()).isEqualTo(Command.INDEX.defaults().keySet());
  }
}
