# What the measurements share; sourced by `rotation` and `measure`, which set $weft.
#
# A measurement is a flow (`weft lab flow`) that lasts as long as what is measured. `flow` adds a line for each direction
# to the file $flows, and `summary` adds lines up. Times are milliseconds.
# shellcheck shell=sh disable=SC2034,SC2154

project=$(cd "$(dirname "$0")/../.." && pwd)
bench=$project/scripts/bench

# Packets per second, each way of each tunnel; two families share them.
RATE=${RATE:-500}
# 4, 6, or "4 6".
FAMILIES=${FAMILIES:-4}
# Seconds of a flow before and after what is measured: after it, time for a handshake's second try.
LEAD=${LEAD:-2}
SETTLE=${SETTLE:-8}
# Seconds that one command may take.
WITHIN=${WITHIN:-180}
# Where tables, pictures and logs go.
OUT=${OUT:-$project/.build-bench}

# Runs the calling script again as root, if need be, with these variables. Usage: as_root "NAME…" "$@"
as_root() {
  names=$1
  shift
  [ "$(id -u)" -ne 0 ] || return 0
  set -- "$0" "$@"
  for name in $names RATE FAMILIES LEAD SETTLE WITHIN OUT; do
    eval "value=\$$name"
    # shellcheck disable=SC2154
    set -- "$name=$value" "$@"
  done
  exec "$project/scripts/as-root" env "$@"
}

# Begins: a folder for this run, a lab of its own, and both gone at the end. Usage: begin NAME
begin() {
  measure=$1
  lab=bench-$$
  work=$(mktemp -d)
  mkdir -p "$OUT"
  log=$OUT/$measure.log
  flows=$OUT/$measure.flows
  : >"$log"
  printf 'run\tnode\tfrom\tto\tsent\tlost\tdelay\tgap\tlate\n' >"$flows"
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

finish() {
  trap '' INT TERM HUP
  weft lab down --lab "$lab" >/dev/null 2>&1 || :
  rm -rf "$work"
  # Made by root for whoever owns the project.
  chown -R --reference="$project/Makefile" "$OUT" 2>/dev/null || :
}

say() { printf '%s\n' "$*"; }
stop() {
  printf 'Stopped: %s. The log: %s\n' "$*" "$log" >&2
  tail -n 15 "$log" >&2
  exit 1
}
# In the foreground, so that an interrupt reaches it.
weft() { timeout --foreground --kill-after 10 "$WITHIN" "$weft" "$@" </dev/null; }
lab() { command=$1; shift; weft lab "$command" --lab "$lab" "$@"; }
controller() { lab run -- "$@"; }
# Runs a step of which nothing is shown unless it fails. Usage: quietly WORDS COMMAND…
quietly() {
  words=$1
  shift
  printf '\n$ %s\n' "$*" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null || stop "$words"
}

# --- the mesh -------------------------------------------------------------------------------------------------------

# Begins a mesh repository. Usage: mesh "LINES of mesh.yaml"
mesh() {
  rm -rf "$work/mesh"
  mkdir -p "$work/mesh/nodes"
  {
    printf 'version: 1\nname: bench\ninterface: wg0\nlistenPort: 51820\n'
    printf 'addresses: [10.77.0.0/24, fd77::/64]\nssh: {user: root}\n%s\n' "$1"
  } >"$work/mesh/mesh.yaml"
}
# Usage: node NAME NUMBER TAG [HUB]; with a hub it is behind NAT, and managed over the mesh.
node() {
  {
    printf 'publicKey: %s\naddresses: [10.77.0.%s, fd77::%s]\ntags: [%s]\n' "$(wg genkey | wg pubkey)" "$2" "$2" "$3"
    if [ $# -gt 3 ]; then
      printf 'ssh: {host: 10.77.0.%s, jump: %s}\n' "$2" "$4"
    else
      printf 'endpoint: 203.0.113.%s:51820\nssh: {host: 203.0.113.%s}\n' "$2" "$2"
    fi
  } >"$work/mesh/nodes/$1.yaml"
}
# Boots the mesh as a new lab, brings it to its commit by Weft, and has everybody ping everybody.
fresh_lab() {
  if [ ! -d "$work/mesh/.git" ]; then
    git -C "$work/mesh" init -q -b main
    git -C "$work/mesh" config user.name "Weft bench"
    git -C "$work/mesh" config user.email "bench@weft.invalid"
    git -C "$work/mesh" add -A
    git -C "$work/mesh" commit -q -m "The mesh"
  fi
  quietly "the last lab does not end" lab down
  quietly "the lab does not come up" weft lab up --lab "$lab" --repository "$work/mesh"
  quietly "the first apply fails" controller weft apply --yes
  warm
}
# Has everybody ping everybody: sessions are young then. Some need to find out first that a host has booted again.
warm() {
  for turn in 1 2 3 4 5; do
    ! lab ping >>"$log" 2>&1 || return 0
  done
  quietly "not everybody answers" lab ping
}

# --- flows ----------------------------------------------------------------------------------------------------------

# Sends over every tunnel of a node while a command of this machine runs; its exit code is the command's. With $when,
# a condition on the node, nothing is sent before that is so.
# Usage: flow RUN NODE RATE COMMAND…
when=
flow() {
  run=$1 name=$2 each=$3
  shift 3
  printf '\n# %s, %s packets/s\n$ %s\n' "$run" "$each" "$*" >>"$log"
  # What the command says, and what the flow says, stay apart.
  # shellcheck disable=SC2016
  set -- sh -c 'exec >"$0" 2>&1 </dev/null "$@"' "$work/said" "$@"
  case $FAMILIES in *" "*) each=$((each / 2)) ;; esac
  # The flow of one family runs within that of the other.
  for family in $FAMILIES; do
    set -- ${when:+--start-when "$when"} -- "$@"
    [ "$family" = 4 ] || set -- --ipv6 "$@"
    set -- "$weft" lab flow --lab "$lab" --all-of "$name" --rate "$each" --format json "$@"
  done
  code=0
  timeout --foreground --kill-after 10 $((WITHIN * 2)) "$@" >"$work/flow.json" 2>>"$log" </dev/null || code=$?
  cat "$work/said" "$work/flow.json" >>"$log"
  awk -v run="$run" -v node="$name" '
    function value() { sub(/^[^:]*: */, ""); gsub(/[",]/, ""); return $0 }
    /"from"/ { from = value() }
    /"to"/ { to = value() }
    /"sent"/ { sent = value() }
    /"lost"/ { lost = value() }
    /"longest_delay_seconds"/ { delay = value() * 1000 }
    /"longest_gap_seconds"/ { gap = value() * 1000 }
    /"latest_send_seconds"/ { late = value() * 1000 }
    /}/ && to { printf "%s\t%s\t%s\t%s\t%d\t%d\t%.1f\t%.1f\t%.1f\n", run, node, from, to, sent, lost, delay, gap, late
      to = "" }' "$work/flow.json" >"$work/flow.lines"
  cat "$work/flow.lines" >>"$flows"
  [ -s "$work/flow.lines" ] || stop "the flow of $run reported nothing"
  return $code
}

# The last flow as assignments: `out` is from the node, `in` towards it, `worst` one tunnel's. Usage: summary PREFIX
summary() {
  awk -F'\t' -v p="$1" '
    function most(a, b) { return a > b ? a : b }
    {
      out = $3 == $2
      sent += $5; lost[out] += $6; tunnel[out, $3, $4] += $6
      worst[out] = most(worst[out] + 0, tunnel[out, $3, $4])
      gap[out] = most(gap[out] + 0, $8 + 0); delay = most(delay + 0, $7 + 0); late = most(late + 0, $9 + 0)
    }
    END {
      printf "%ssent=%d %slost_out=%d %sworst_out=%d %sgap_out=%.0f ", p, sent, p, lost[1], p, worst[1], p, gap[1]
      printf "%slost_in=%d %sworst_in=%d %sgap_in=%.0f ", p, lost[0], p, worst[0], p, gap[0]
      printf "%sdelay=%.0f %slate=%.0f\n", p, delay, p, late
    }' "$work/flow.lines"
}

# Prints lines of fields between tabs as a table, the first line its head.
table() {
  awk -F'\t' '
    { for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) }; n[NR] = NF }
    END {
      for (r = 1; r <= NR; r++) {
        line = ""
        for (i = 1; i <= n[r]; i++) line = line sprintf(i == 1 ? "%-" width[i] "s" : "  %" width[i] "s", cell[r, i])
        sub(/ +$/, "", line); print line
        if (r == 1) { gsub(/./, "-", line); print line }
      }
    }'
}
