package org.muster.notebooks;

import java.util.Arrays;

/// The logistic regression that a notebook trains step by step, found here in another way: by
/// Newton's method, which solves a system of equations in each of a few steps.
///
/// @param weights one for each measure, and the constant at the end
record LogisticRegression(double[] mean, double[] deviation, double[] weights) {

  private static final int STEPS = 30;

  /// @param pull of each weight towards zero, but not of the constant
  static LogisticRegression of(double[][] rows, boolean[] positive, double pull) {
    int n = rows[0].length;
    double[] mean = new double[n];
    double[] deviation = new double[n];
    for (double[] row : rows) {
      for (int j = 0; j < n; j++) {
        mean[j] += row[j] / rows.length;
      }
    }
    for (double[] row : rows) {
      for (int j = 0; j < n; j++) {
        deviation[j] += (row[j] - mean[j]) * (row[j] - mean[j]) / rows.length;
      }
    }
    Arrays.setAll(deviation, j -> Math.sqrt(deviation[j]));
    var model = new LogisticRegression(mean, deviation, new double[n + 1]);
    for (int step = 0; step < STEPS; step++) {
      model.improve(rows, positive, pull);
    }
    return model;
  }

  double risk(double[] row) {
    double[] x = scaled(row);
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      sum += weights[j] * x[j];
    }
    return 1 / (1 + Math.exp(-sum));
  }

  double logLoss(double[][] rows, boolean[] positive) {
    double loss = 0;
    for (int i = 0; i < rows.length; i++) {
      double risk = risk(rows[i]);
      loss -= Math.log(positive[i] ? risk : 1 - risk) / rows.length;
    }
    return loss;
  }

  private double[] scaled(double[] row) {
    double[] x = new double[weights.length];
    for (int j = 0; j < mean.length; j++) {
      x[j] = (row[j] - mean[j]) / deviation[j];
    }
    x[mean.length] = 1;
    return x;
  }

  /// One step: the weights are changed by slope divided by curvature.
  private void improve(double[][] rows, boolean[] positive, double pull) {
    int n = weights.length;
    double[][] curvature = new double[n][n + 1]; // with the slope as the last column
    for (int i = 0; i < rows.length; i++) {
      double[] x = scaled(rows[i]);
      double risk = risk(rows[i]);
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          curvature[j][k] += risk * (1 - risk) * x[j] * x[k] / rows.length;
        }
        curvature[j][n] += (risk - (positive[i] ? 1 : 0)) * x[j] / rows.length;
      }
    }
    for (int j = 0; j < n - 1; j++) {
      curvature[j][j] += pull;
      curvature[j][n] += pull * weights[j];
    }
    double[] step = solved(curvature);
    for (int j = 0; j < n; j++) {
      weights[j] -= step[j];
    }
  }

  /// Gauss's elimination; the matrix is positive definite, so no row has to be exchanged.
  private static double[] solved(double[][] rows) {
    int n = rows.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double factor = j == i ? 0 : rows[j][i] / rows[i][i];
        for (int k = i; k <= n; k++) {
          rows[j][k] -= factor * rows[i][k];
        }
      }
    }
    double[] solution = new double[n];
    Arrays.setAll(solution, i -> rows[i][n] / rows[i][i]);
    return solution;
  }
}
