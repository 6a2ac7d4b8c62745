package com.example.library;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Data, and what is none, in classes that are not serializable.
public final class Shapes {

  private Shapes() {}

  public abstract static class Shape {
    private final String name;
    private transient @Nullable Map<String, Double> cache = new HashMap<>();

    protected Shape(String name) {
      this.name = name;
    }

    public String name() {
      return name;
    }

    public double area() {
      return java.util.Objects.requireNonNull(cache).computeIfAbsent("area", _ -> compute());
    }

    protected abstract double compute();
  }

  public static final class Circle extends Shape {
    private final double radius;
    public final @Nullable Object note;

    public Circle(double radius, @Nullable Object note) {
      super("circle");
      if (radius < 0) {
        throw new IllegalArgumentException("negative");
      }
      this.radius = radius;
      this.note = note;
    }

    @Override
    protected double compute() {
      return Math.PI * radius * radius;
    }
  }

  public record Pair(Object first, Object second) {}

  /// Compared by identity.
  public static final class Color {
    public static final Color RED = new Color("red");
    private final String name;

    private Color(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// Equal by value, kept in sets.
  public static final class Point {
    private final int x;
    private final int y;

    public Point(int x, int y) {
      this.x = x;
      this.y = y;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Point that && x == that.x && y == that.y;
    }

    @Override
    public int hashCode() {
      return 31 * x + y;
    }
  }

  public static final class Client {
    public final InputStream socket = new ByteArrayInputStream(new byte[0]);
  }

  public static final class Config {
    public final Client client = new Client();
  }

  public static final class Native {
    private final long handle = 42;

    public long handle() {
      return handle;
    }
  }

  public static final class Resource implements AutoCloseable {
    @Override
    public void close() {}
  }

  public static class Job {
    protected final List<String> log;

    public Job(List<String> log) {
      this.log = log;
    }
  }
}
