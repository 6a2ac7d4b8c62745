package org.muster.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.muster.benchmarks.Comparison.Other;
import org.muster.benchmarks.Figure.Baseline;
import org.muster.benchmarks.Peer.Session;

/// Runs races: A B A B …, so that a machine that grows slower or faster meanwhile does so for all.
///
/// Warmed processes get the same time to warm up, whoever they are; fresh ones are started once
/// without being measured, so that the files of each are in the page cache.
///
/// Of every peer one process runs all races that want a warmed one. After a failure the processes
/// of that race are ended, and the next race has new ones: nobody knows what state they are in.
final class RaceRunner implements AutoCloseable {

  private final Peers peers;
  private final int rounds;
  private final Duration warmUp;
  private final Consumer<String> progress;
  private final Map<Peer, Session> running = new LinkedHashMap<>();

  /// @param peers those that take part: the first one is what the others are compared with
  /// @param rounds how many times each peer is measured
  /// @param warmUp how long each warmed process runs a race before it is measured, at the least
  /// @param progress gets a line now and then
  RaceRunner(Peers peers, int rounds, Duration warmUp, Consumer<String> progress) {
    this.peers = peers;
    this.rounds = rounds;
    this.warmUp = warmUp;
    this.progress = progress;
  }

  /// Runs a race; compares the first peer with its baselines, then with the other peers.
  ///
  /// @throws BenchmarkException if a peer gives a wrong answer or none; another race may be run
  List<Comparison> run(Race race) {
    List<Lane> lanes = lanes(race);
    try {
      switch (race.lifetime()) {
        case FRESH -> fresh(race, lanes);
        case WARMED -> warmed(race, lanes);
      }
      return comparisons(race, lanes);
    } catch (IOException e) {
      throw BenchmarkException.failed("cannot start a peer: " + e.getMessage());
    } catch (BenchmarkException e) {
      lanes.forEach(lane -> end(lane.peer()));
      throw e;
    }
  }

  private void end(Peer peer) {
    Session session = running.remove(peer);
    if (session != null) {
      session.close();
    }
  }

  @Override
  public void close() {
    running.values().forEach(Session::close);
    running.clear();
  }

  private List<Lane> lanes(Race race) {
    List<Lane> lanes =
        peers.present().stream().filter(peer -> peer.takesPart(race)).map(Lane::new).toList();
    String names = String.join(", ", lanes.stream().map(lane -> lane.peer().name()).toList());
    progress.accept("%s: %s; %d rounds".formatted(race.name(), names, rounds));
    return lanes;
  }

  private void fresh(Race race, List<Lane> lanes) throws IOException {
    for (int round = -1; round < rounds; round++) {
      for (Lane lane : lanes) {
        try (Session session = lane.peer().open()) {
          Map<String, Long> answer = session.run(race);
          if (round >= 0) {
            lane.answers().add(answer);
          }
        }
      }
    }
  }

  private void warmed(Race race, List<Lane> lanes) throws IOException {
    List<Session> sessions = new ArrayList<>();
    for (Lane lane : lanes) {
      Session session = running.get(lane.peer());
      if (session == null) {
        session = lane.peer().open();
        running.put(lane.peer(), session);
      }
      sessions.add(session);
      warmUp(session, race);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < lanes.size(); i++) {
        lanes.get(i).answers().add(sessions.get(i).run(race));
      }
    }
  }

  private void warmUp(Session session, Race race) {
    long begin = System.nanoTime();
    do {
      session.run(race);
    } while (System.nanoTime() - begin < warmUp.toNanos());
  }

  private List<Comparison> comparisons(Race race, List<Lane> lanes) {
    List<String> absent =
        race.rivals().stream().filter(peers.absent()::contains).sorted().map(Rival::title).toList();
    Lane own = lanes.getFirst();
    List<Comparison> all = new ArrayList<>();
    for (Figure figure : race.figures()) {
      List<Other> others = new ArrayList<>();
      for (Baseline baseline : figure.baselines()) {
        var measured = new Measurement(baseline.name(), own.values(baseline.key(), race));
        others.add(new Other(measured, baseline.target()));
      }
      for (Lane lane : lanes.subList(1, lanes.size())) {
        Target target = figure.target().beside(lane.peer().name());
        others.add(new Other(lane.measurement(figure, race), target));
      }
      all.add(new Comparison(figure, own.measurement(figure, race), others, absent));
    }
    return all;
  }

  /// A peer and what it has answered so far.
  private record Lane(Peer peer, List<Map<String, Long>> answers) {

    Lane(Peer peer) {
      this(peer, new ArrayList<>());
    }

    Measurement measurement(Figure figure, Race race) {
      return new Measurement(peer.name(), values(figure.key(), race));
    }

    List<Long> values(String key, Race race) {
      List<Long> values = new ArrayList<>();
      for (Map<String, Long> answer : answers) {
        Long value = answer.get(key);
        if (value == null) {
          throw BenchmarkException.failed(
              "%s says no `%s` for `%s`".formatted(peer.name(), key, race.name()));
        }
        values.add(value);
      }
      return values;
    }
  }
}
