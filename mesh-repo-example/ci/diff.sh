#!/bin/sh
# What a merge would change, as markdown for the pull request's comment: diff.sh BASE HEAD > diff.md
#
# Needs git alone: no host, no secret. So it is safe on a pull request that nobody has read yet, as long as this
# script and the weft that it calls are those of the base branch.
. "$(dirname "$0")/lib.sh"

if [ $# -ne 2 ]; then
  echo "usage: diff.sh BASE HEAD" >&2
  exit 64
fi
# From where the branch left the base: what was merged meanwhile is not this merge's doing.
base=$(git merge-base "$1" "$2")
exec "${WEFT:-weft}" diff "$base..$2" --path "$(mesh_path)" --format markdown
