# What the demos share; sourced, with the path of weft as $1.
# shellcheck shell=sh disable=SC2034

began=$(date +%s)
here=$(cd "$(dirname "$0")/.." && pwd)
weft=$(realpath "$1")
# Two demos can run side by side.
lab=demo-$$
work=$(mktemp -d)

root() { "$here/scripts/as-root" "$@"; }
finish() {
  root "$weft" lab down --lab "$lab" >/dev/null 2>&1 || :
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '\n── %s\n' "$*"; }
# Shows a command as a reader would type it, and runs it.
show() { printf '$ %s\n' "$*"; "$@"; }
weft() { root "$weft" "$@"; }
controller() { printf '$ %s\n' "$*"; root "$weft" lab run --lab "$lab" -- "$@"; }
commit() { git -C "$work/mesh" add -A && git -C "$work/mesh" commit -qm "$1"; }
# Makes a folder the mesh's repository, and goes there. Usage: repository FOLDER
repository() {
  cp -R "$1" "$work/mesh"
  git -C "$work/mesh" init -q -b main
  git -C "$work/mesh" config user.name "Weft demo"
  git -C "$work/mesh" config user.email "demo@weft.invalid"
  commit "The mesh"
  cd "$work/mesh" || exit
}
ended() { printf '\nThe demo took %s s.\n' $(($(date +%s) - began)); }
