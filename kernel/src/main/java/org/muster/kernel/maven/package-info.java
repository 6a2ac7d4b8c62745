/// Libraries from Maven repositories, by the rules of Maven itself: the user's settings, mirrors
/// and local repository.
///
/// Start at [MavenLibraries][org.muster.kernel.maven.MavenLibraries]; only here is Maven's resolver
/// known, and none of it is loaded before somebody asks for a library.
@NullMarked
package org.muster.kernel.maven;

import org.jspecify.annotations.NullMarked;
