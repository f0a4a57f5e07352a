package io.dunlin.cluster.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens as whoever has the key does. */
final class TenantTokens {
  private TenantTokens() {}

  /** Its bearer sees of a collection the points of one tenant. */
  static String of(String key, String collection, String tenant) throws GeneralSecurityException {
    String signed =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8))
            + "."
            + base64(
                """
                {"access":[{"collection":"%s","access":"r","filter":"tenant == '%s'"}]}
                """
                    .formatted(collection, tenant)
                    .getBytes(UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
    return signed + "." + base64(mac.doFinal(signed.getBytes(UTF_8)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
