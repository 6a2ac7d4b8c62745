package com.example.library;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects that lead to each other.
public final class Network {

  private Network() {}

  public static final class Station {
    public @Nullable Station next;
    public @Nullable List<Station> near;
    private final String name;

    public Station(String name) {
      this.name = name;
    }

    public String name() {
      return name;
    }
  }
}
