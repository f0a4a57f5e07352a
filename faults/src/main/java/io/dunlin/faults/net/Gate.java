package io.dunlin.faults.net;

/** Open or shut, for what goes in one direction; and how much has come to it. Any thread. */
final class Gate {
  private boolean shut;
  private long taken;

  synchronized void hold() {
    shut = true;
  }

  synchronized void release() {
    shut = false;
    notifyAll();
  }

  /** Returns when it is open. */
  synchronized void pass() throws InterruptedException {
    while (shut) {
      wait();
    }
  }

  synchronized void took(int bytes) {
    taken += bytes;
    notifyAll();
  }

  synchronized void awaitTaken(long bytes) throws InterruptedException {
    while (taken < bytes) {
      wait();
    }
  }
}
