#!/bin/sh
# Rotates the keys that are due, onto a branch that it pushes: rotate.sh COMMAND…
#
# COMMAND… is run with the branch's name behind it, to open its request. While the branch of an earlier run is not
# merged no key is made, and the command is run for that branch: it opens a request where there is none. Needs the
# whole history and all branches of origin. Ends as weft does: with 3 where some hosts were not reached.
. "$(dirname "$0")/lib.sh"

# The first branch of an earlier run with a change that HEAD does not have; a squashed or rebased one counts as merged.
unmerged() {
  git for-each-ref --format='%(refname:strip=3)' refs/remotes/origin/rotate/ | while read -r name; do
    if git cherry HEAD "refs/remotes/origin/$name" | grep -q '^+'; then
      printf '%s\n' "$name"
      break
    fi
  done
}

use_ssh_key
code=0
branch=$(unmerged)
if [ -n "$branch" ]; then
  echo "$branch is not merged yet: nothing new is rotated until it is merged or deleted" >&2
else
  branch=rotate/$(date -u +%Y-%m-%d-%H%M%S)
  if ! git config user.email >/dev/null; then
    export GIT_AUTHOR_NAME="${GIT_AUTHOR_NAME:-weft}" GIT_AUTHOR_EMAIL="${GIT_AUTHOR_EMAIL:-weft@localhost}"
  fi
  "${WEFT:-weft}" rotate --due --branch "$branch" --path "$(mesh_path)" >&2 || code=$?
  git rev-parse -q --verify "refs/heads/$branch" >/dev/null || exit "$code"
fi
"$@" "$branch"
exit "$code"
