#!/bin/sh
# Opens the pull request of a rotation's branch, unless there is one: request-github.sh BRANCH
set -eu

branch=$1
open=$(gh pr list --repo "$GITHUB_REPOSITORY" --head "$branch" --state open --json number --jq length)
[ "$open" = 0 ] || exit 0
gh pr create --repo "$GITHUB_REPOSITORY" --head "$branch" --base "$GITHUB_REF_NAME" --title 'Rotate the keys that are due' \
  --body 'The new private keys are on their hosts, beside the live ones. The apply after the merge does the switch.'
