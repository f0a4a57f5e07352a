package io.dunlin.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node makes of the keys that it is given. */
class AccessSettingsTest {
  private static final AccessSettings READ_ONLY =
      new AccessSettings(Optional.empty(), Optional.empty(), Optional.of("hush"), false);

  @Test
  void aNodeThatIsOpenToTheNetworkIsWarnedOf() throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    InetAddress everywhere = InetAddress.getByAddress(new byte[4]);
    assertThat(AccessSettings.OPEN.warning(everywhere)).isPresent();
    assertThat(AccessSettings.OPEN.warning(here)).isEmpty();
    assertThat(READ_ONLY.warning(everywhere)).isEmpty();
  }

  @Test
  void keysAreNotShown() {
    assertThat(READ_ONLY.toString()).doesNotContain("hush");
  }

  @Test
  void aKeyIsNotEmptyAndTokensNeedOne() {
    assertThatThrownBy(
            () -> new AccessSettings(Optional.of(""), Optional.empty(), Optional.empty(), false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new AccessSettings(Optional.empty(), Optional.empty(), Optional.of("r"), true))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
