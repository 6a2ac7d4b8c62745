# Finds a JDK. Read by ./muster, and by each start of an installed kernel.
#
# POSIX sh. What a look at one known JDK needs is in the shell: a kernel waits for it.

needed=25

# In the C locale a JVM cannot open a file whose name is not ASCII; LC_ALL would win over LC_CTYPE.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
  C | POSIX)
    unset LC_ALL
    export LC_CTYPE=C.UTF-8
    ;;
esac

jdk=        # the one to use
jdk_found=  # those that will not do, for the message
jdk_seen=:

# Looks at one folder. Sets `fit` to its version if it is a JDK that will do, else to nothing and
# `unfit` to what it is instead.
inspect_jdk() {
  fit= unfit= version= modules=
  if [ ! -r "$1/release" ]; then
    unfit="no JDK at $1"
    return
  fi
  while IFS='=' read -r key value || [ -n "$key" ]; do
    value=${value#\"}
    value=${value%%\"*}
    case $key in
      JAVA_VERSION) version=$value ;;
      MODULES) modules=" $value " ;;
    esac
  done < "$1/release"
  major=${version%%[!0-9]*}
  if [ -z "$major" ]; then
    unfit="no JDK at $1"
  elif [ "$major" -lt "$needed" ]; then
    unfit="Java $version at $1"
  elif [ ! -x "$1/bin/java" ] || [ ! -x "$1/bin/javac" ]; then
    unfit="Java $version without a compiler at $1"
  else
    case $modules in
      '' | *' jdk.jshell '*) fit=$version ;;
      *) unfit="Java $version without jdk.jshell at $1" ;;
    esac
  fi
}

# Remembers a folder that will not do, once.
remember_unfit() {
  case $unfit in 'no JDK at'*) return ;; esac
  jdk_found=${jdk_found:+$jdk_found, }$unfit
}

consider_jdk() {
  [ -d "$1" ] || return 0
  home=$(cd -P -- "$1" && pwd) || return 0
  case $jdk_seen in *":$home:"*) return 0 ;; esac
  jdk_seen=$jdk_seen$home:
  inspect_jdk "$home"
  if [ -n "$fit" ]; then jdk=$home; else remember_unfit; fi
}

# A JDK's folder, from the folder itself or from its `java` program.
java_home_of() {
  if [ -f "$1" ]; then
    program=$1
    while [ -h "$program" ]; do
      link=$(readlink "$program")
      case $link in
        /*) program=$link ;;
        *) program=$(dirname -- "$program")/$link ;;
      esac
    done
    home=$(cd -P -- "$(dirname -- "$program")/.." && pwd)
    if [ ! -r "$home/release" ]; then # a launcher script, as version managers have: ask it
      home=$("$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')
    fi
    printf '%s\n' "$home"
  elif [ -d "$1/Contents/Home" ]; then
    printf '%s\n' "$1/Contents/Home"
  else
    printf '%s\n' "${1%/}"
  fi
}

# Of several JDKs that will do, the oldest release that is new enough, in its newest update: it is
# the one that Muster is tested with. MUSTER_JDK_FOLDERS replaces the usual folders.
search_usual_folders() {
  if [ -n "${MUSTER_JDK_FOLDERS:-}" ]; then
    old_ifs=$IFS
    IFS=:
    set -f
    # shellcheck disable=SC2086 # split at the colons
    set -- $MUSTER_JDK_FOLDERS
    set +f
    IFS=$old_ifs
  else
    set -- /usr/lib/jvm /Library/Java/JavaVirtualMachines \
      "${HOME:-/}/.sdkman/candidates/java" "${HOME:-/}/.jdks" /opt
  fi
  best= best_key=
  for folder; do
    for home in "$folder"/*; do
      [ "$folder" != /opt ] || case $home in *jdk*) ;; *) continue ;; esac
      [ ! -d "$home/Contents/Home" ] || home=$home/Contents/Home
      jdk=
      consider_jdk "$home"
      [ -n "$jdk" ] || continue
      old_ifs=$IFS
      IFS='.+-'
      # shellcheck disable=SC2086 # split at the dots
      set -- $fit
      IFS=$old_ifs
      key=$(printf '%05d%05d%05d' "$((99999 - ${1:-0}))" "${2:-0}" "${3:-0}" 2> /dev/null)
      if [ -z "$best" ] || expr "x$key" '>' "x$best_key" > /dev/null; then
        best=$jdk best_key=$key
      fi
    done
  done
  jdk=$best
}

# Where nobody named one: the environment's, that on the PATH, then the usual folders.
look_for_jdk() {
  [ -z "${JAVA_HOME:-}" ] || consider_jdk "$JAVA_HOME"
  if [ -z "$jdk" ] && program=$(command -v java); then
    consider_jdk "$(java_home_of "$program")"
  fi
  [ -n "$jdk" ] || search_usual_folders
}

# What to say where there is none: two lines, the second without its end.
jdk_missing() {
  problem="needs a JDK $needed or newer and found ${jdk_found:+only }${jdk_found:-no Java at all}."
  advice="Get one from https://adoptium.net/temurin/releases/?version=$needed (or: sdk install java $needed-tem)"
}
