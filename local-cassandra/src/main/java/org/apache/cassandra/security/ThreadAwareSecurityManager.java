package org.apache.cassandra.security;

import java.security.Permission;
import java.security.PermissionCollection;
import java.security.Permissions;

/**
 * Stands in for Cassandra's class of this name, whose security manager a JVM from 24 on does not
 * have any more. It guards user-defined functions, which stay off by default; so it is good for
 * tests and trials, not for a Cassandra that others reach.
 */
public final class ThreadAwareSecurityManager {
  /** Grants nothing. */
  public static final PermissionCollection noPermissions = new Permissions();

  static {
    noPermissions.setReadOnly();
  }

  private ThreadAwareSecurityManager() {}

  /** Installs nothing. */
  public static void install() {}

  /** No thread is. */
  public static boolean isSecuredThread() {
    return false;
  }

  /** Checks nothing; Cassandra's has it. */
  public void checkPermission(Permission permission) {}
}
