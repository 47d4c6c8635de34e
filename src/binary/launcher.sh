#!/bin/sh
# Drover in one file: these lines, and after them a compressed folder with Deno,
# Drover and its packages. The folder is unpacked once for each user.
set -eu

fail() {
  echo "error: $1" >&2
  exit 1
}

[ "$(uname -sm)" = "@SYSTEM@" ] ||
  fail "This file is for @SYSTEM@, and this machine is $(uname -sm): run deno task compile on one like it"

self=$0
case $self in
*/*) ;;
*) self=$(command -v -- "$self") ;;
esac
self=$(cd -- "$(dirname -- "$self")" && pwd)/$(basename -- "$self")

cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
folder=${DROVER_HOME:-${cache:+$cache/drover}}
[ -n "$folder" ] ||
  fail "There is no folder to unpack in: set DROVER_HOME to one"
case $folder in
/*) ;;
*) folder=$(pwd)/$folder ;;
esac
home=$folder/@ID@

if [ ! -d "$home" ]; then
  [ ! -t 2 ] || echo "Unpacking once, to $home" >&2
  # No number of a process in its name: in a container that is the same at each start.
  fresh=$(umask 077 && mkdir -p "$folder" && mktemp -d "$home.XXXXXX") ||
    fail "Cannot write in $folder: set DROVER_HOME to a folder to unpack in"
  trap 'rm -rf "$fresh"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  tail -n +@SKIP@ "$self" | gzip -dc | tar -xf - -C "$fresh" ||
    fail "Cannot unpack $self: it is damaged, or $folder is full"
  # Whoever is first wins; the folders are alike.
  [ -d "$home" ] || mv "$fresh" "$home" 2>/dev/null || [ -d "$home" ]
  rm -rf "$fresh" "$home/$(basename "$fresh")"
  trap - EXIT INT TERM
fi

permissions="@DEFAULT@"
case ${1:-} in
demo) permissions="@DEMO@" ;;
simulate) case " $* " in *" --real "*) permissions="@DEMO@" ;; esac ;;
esac

export DENO_DIR="$home/cache" DENO_NO_UPDATE_CHECK=1 DROVER_BINARY="$self"
# shellcheck disable=SC2086
exec "$home/deno" run $permissions --no-prompt --config "$home/drover/deno.json" \
  "$home/drover/mod.ts" "$@"
# What follows is the compressed folder.
