package org.muster.parallel.pool;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is where in a crew: the places with the workers on them, the spares that wait for a place,
/// and those that have none any more and leave.
///
/// It starts and ends nobody. Belongs to the event loop's thread.
final class Roster {

  /// A place for a worker.
  static final class Seat {
    final int number;

    /// Null if none is to be had for the moment.
    @Nullable Worker worker;

    Seat(int number) {
      this.number = number;
    }
  }

  /// By number.
  private final List<Seat> seats = new ArrayList<>();

  private volatile int size;

  /// Workers without a seat, the next one first. Their numbers count on from those of the seats.
  private final List<Worker> spares = new ArrayList<>();

  /// Workers that finish what they have and leave then; others have their places.
  private final Set<Worker> leaving = new HashSet<>();

  Roster(int seats) {
    takeSeats(seats);
  }

  /// How many places there are. May be called from any thread.
  int size() {
    return size;
  }

  /// Has as many places as this from now on.
  ///
  /// @return the workers whose places are gone
  List<Worker> resize(int workers) {
    List<Worker> unseated = new ArrayList<>();
    while (seats.size() > workers) {
      Seat seat = leastMissed();
      seats.remove(seat);
      if (seat.worker != null) {
        unseated.add(seat.worker);
      }
    }
    takeSeats(workers);
    return unseated;
  }

  /// Adds seats with the lowest free numbers.
  private void takeSeats(int workers) {
    for (int number = 0; seats.size() < workers; number++) {
      if (number == seats.size() || seats.get(number).number != number) {
        seats.add(number, new Seat(number));
      }
    }
    size = workers;
  }

  /// The seat without a worker, or else with the one that has least to do, the last of these.
  private Seat leastMissed() {
    Seat least = seats.getLast();
    for (Seat seat : seats.reversed()) {
      if (burden(seat) < burden(least)) {
        least = seat;
      }
    }
    return least;
  }

  private static int burden(Seat seat) {
    Worker worker = seat.worker;
    return worker == null ? -1 : worker.loads();
  }

  // ---- who is there ----------------------------------------------------------------------------

  @Nullable Seat seat(Worker worker) {
    for (Seat seat : seats) {
      if (seat.worker == worker) {
        return seat;
      }
    }
    return null;
  }

  /// Whether there is a worker on every place.
  boolean isFull() {
    for (Seat seat : seats) {
      if (seat.worker == null) {
        return false;
      }
    }
    return true;
  }

  /// The places without a worker.
  List<Seat> free() {
    return seats.stream().filter(seat -> seat.worker == null).toList();
  }

  /// The workers on places.
  List<Worker> seated() {
    List<Worker> workers = new ArrayList<>(seats.size());
    for (Seat seat : seats) {
      if (seat.worker != null) {
        workers.add(seat.worker);
      }
    }
    return workers;
  }

  /// The workers on places and those that leave.
  List<Worker> workers() {
    List<Worker> workers = seated();
    workers.addAll(leaving);
    return workers;
  }

  List<Worker> everybody() {
    List<Worker> all = workers();
    all.addAll(spares);
    return all;
  }

  boolean has(Worker worker) {
    return leaving.contains(worker) || seat(worker) != null || spares.contains(worker);
  }

  /// The worker with the fewest chunks of those that hold less than `window`, or null.
  @Nullable Worker leastLoaded(int window) {
    return leastLoaded(window, Integer.MAX_VALUE);
  }

  /// As [#leastLoaded(int)], of so many that are ready, the first ones.
  @Nullable Worker leastLoaded(int window, int among) {
    Worker best = null;
    int ready = 0;
    for (Seat seat : seats) {
      Worker worker = seat.worker;
      if (worker != null
          && worker.isReady()
          && ready++ < among
          && !worker.isSlow
          && worker.loads() < window
          && (best == null || worker.loads() < best.loads())) {
        best = worker;
      }
    }
    return best;
  }

  /// The worker in this place if it takes chunks, or null. What is meant for a place that is gone
  /// goes to another one.
  @Nullable Worker ready(int place) {
    Worker worker = seats.get(place % seats.size()).worker;
    return worker != null && worker.isReady() ? worker : null;
  }

  /// Whether a worker that takes chunks is on every place.
  boolean allReady() {
    for (Seat seat : seats) {
      if (seat.worker == null || !seat.worker.isReady()) {
        return false;
      }
    }
    return true;
  }

  // ---- who comes and goes ----------------------------------------------------------------------

  int spares() {
    return spares.size();
  }

  /// A new spare.
  Worker addSpare() {
    var worker = new Worker(freeNumber(), 0);
    spares.add(worker);
    return worker;
  }

  private int freeNumber() {
    int number = seats.getLast().number + 1;
    while (isTaken(number)) {
      number++;
    }
    return number;
  }

  private boolean isTaken(int number) {
    return spares.stream().anyMatch(spare -> spare.number == number);
  }

  /// A spare that is ready, or else one that has begun to start, or null. It is none any more.
  @Nullable Worker takeSpare() {
    Worker best = null;
    for (Worker spare : spares) {
      if (spare.condemned == null && (best == null || (spare.isReady() && !best.isReady()))) {
        best = spare;
      }
    }
    if (best != null) {
      spares.remove(best);
    }
    return best;
  }

  /// Takes a worker off the spares.
  ///
  /// @return whether it was one
  boolean removeSpare(Worker worker) {
    return spares.remove(worker);
  }

  /// The worker has no place any more, or not for long, and finishes what it has.
  void addLeaving(Worker worker) {
    leaving.add(worker);
  }

  /// The worker is gone.
  ///
  /// @return whether it was leaving
  boolean removeLeaving(Worker worker) {
    return leaving.remove(worker);
  }

  /// All places are free, and there are no spares.
  void clear() {
    seats.forEach(seat -> seat.worker = null);
    spares.clear();
  }
}
