package org.muster.install;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why something could not be written, in the words of the person who wanted it.
///
/// @param reason the end of a sentence: "permission denied"
/// @param isDiskFull whether it needs room, and not another place or more rights
public record WriteFailure(String reason, boolean isDiskFull) {

  /// The text of `ENOSPC`, which Java does not translate.
  private static final String DISK_FULL = "No space left";

  public static WriteFailure of(IOException problem) {
    String reason =
        switch (problem) {
          case AccessDeniedException _ -> "permission denied";
          case NotDirectoryException _ -> "something on the way to it is a file";
          case NoSuchFileException _ -> "no such folder";
          case FileSystemException e when e.getReason() != null -> e.getReason();
          case IOException e when e.getMessage() != null -> e.getMessage();
          default -> problem.toString();
        };
    return new WriteFailure(reason, reason.contains(DISK_FULL));
  }
}
