package io.dunlin.actors.dispatch;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ForkJoinExecutorConfigurator;

/**
 * The {@code executor} of dispatchers whose actors mostly send each other small messages: a {@link
 * ChainingExecutor} over the pool that {@code fork-join-executor} describes.
 */
public final class ChainingDispatcher extends ExecutorServiceConfigurator {
  private final ForkJoinExecutorConfigurator pool;

  /** Called by Pekko. */
  public ChainingDispatcher(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    pool = new ForkJoinExecutorConfigurator(config.getConfig("fork-join-executor"), prerequisites);
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    ExecutorServiceFactory factory = pool.createExecutorServiceFactory(id, threads);
    return () -> new ChainingExecutor(factory.createExecutorService());
  }

  /**
   * For an actor that is about to take long: what its thread would do next is given to others. Does
   * nothing on other dispatchers' threads.
   */
  public static void release() {
    ChainingExecutor.release();
  }
}
