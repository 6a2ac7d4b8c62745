package org.muster.kernel.maven;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.muster.kernel.library.Coordinates;
import org.muster.kernel.library.Libraries;
import org.muster.kernel.library.LibraryException;

/// Finds libraries, and what they need, in Maven repositories.
///
/// The work goes on in a thread of its own, because a socket that waits cannot be interrupted: who
/// asked is free at once when the cell is interrupted, and what was under way is left to end.
///
/// **Threads.** May be used from any thread, by one at a time.
public final class MavenLibraries {

  /// Who waits no longer than this is told nothing.
  private static final long QUIET_MILLIS = 1_000;

  private static final long LOOK_AGAIN_MILLIS = 100;

  /// What a request came to.
  ///
  /// @param libraries in the order of the class path
  /// @param kept sentences about versions that stay although another was asked for
  public record Found(List<Libraries.Candidate> libraries, List<String> kept) {}

  /// A repository that the notebook has named.
  record Repository(String id, String url) {}

  private final List<Repository> repositories = new ArrayList<>();
  private @Nullable MavenSession session;

  /// Adds a repository, to be asked after those that are there. One of the same name is replaced.
  public synchronized void addRepository(String id, String url) {
    repositories.removeIf(repository -> repository.id.equals(id));
    repositories.add(new Repository(id, url));
  }

  /// Finds artifacts and all that they need at run time.
  ///
  /// @param there stays in its version if something needs another one
  /// @param progress is told in one line if it takes a while
  /// @throws LibraryException if something is not to be had, saying where it was looked for
  public Found find(
      List<Coordinates> asked, List<Libraries.Loaded> there, Consumer<String> progress)
      throws InterruptedException {
    List<Repository> known = known();
    return await(() -> session().find(asked, known, there), progress);
  }

  /// Finds the dependencies that a POM has.
  ///
  /// @param scopes those of the dependencies to add
  /// @param there stays in its version if something needs another one
  /// @param progress is told in one line if it takes a while
  /// @throws LibraryException if the POM cannot be read or something in it is not to be had
  public Found findDependencies(
      Path pom, Set<String> scopes, List<Libraries.Loaded> there, Consumer<String> progress)
      throws InterruptedException {
    List<Repository> known = known();
    return await(() -> session().findDependencies(pom, scopes, known, there), progress);
  }

  private synchronized List<Repository> known() {
    return List.copyOf(repositories);
  }

  private synchronized MavenSession session() {
    MavenSession open = session;
    if (open == null) {
      open = MavenSession.open();
      session = open;
    }
    return open;
  }

  /// Whoever was left behind may still hold locks of this session: the next request gets a new one.
  private synchronized void leaveSession() {
    session = null;
  }

  private synchronized @Nullable String underWay() {
    return session == null ? null : session.underWay();
  }

  /// Tells once, when it has taken a while and something is being fetched.
  private Found awaitTelling(FutureTask<Found> task, Consumer<String> progress)
      throws InterruptedException, ExecutionException {
    long wait = QUIET_MILLIS;
    while (true) {
      try {
        return task.get(wait, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        String line = underWay();
        if (line != null) {
          progress.accept(line);
          return task.get();
        }
        wait = LOOK_AGAIN_MILLIS;
      }
    }
  }

  private Found await(Callable<Found> work, Consumer<String> progress) throws InterruptedException {
    var task = new FutureTask<>(work);
    // A platform thread: its inherited context loader must see the resolver.
    Thread thread =
        Thread.ofPlatform()
            .name("muster-maven")
            .daemon(true)
            .inheritInheritableThreadLocals(false)
            .unstarted(task);
    thread.setContextClassLoader(MavenLibraries.class.getClassLoader());
    thread.start();
    try {
      return awaitTelling(task, progress);
    } catch (InterruptedException e) {
      thread.interrupt();
      leaveSession();
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case LibraryException known -> throw known;
        case Error error -> throw error;
        case null -> throw new AssertionError(e);
        case Throwable other ->
            throw new LibraryException("Maven's resolver failed: " + other, other);
      }
    }
  }
}
