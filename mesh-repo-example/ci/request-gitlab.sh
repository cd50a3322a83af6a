#!/bin/sh
# Opens the merge request of a rotation's branch, unless there is one: request-gitlab.sh BRANCH
#
# Needs WEFT_GITLAB_TOKEN, a project access token with the scope api.
set -eu

branch=$1
requests="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests"
# The token comes on standard input: an argument could be read by others on the runner.
api() {
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$WEFT_GITLAB_TOKEN" | curl -fsS --config - "$@"
}
open=$(api --get --data state=opened --data-urlencode "source_branch=$branch" "$requests" | jq length)
[ "$open" = 0 ] || exit 0
api -o /dev/null --data-urlencode "source_branch=$branch" --data-urlencode "target_branch=$CI_DEFAULT_BRANCH" \
  --data-urlencode 'title=Rotate the keys that are due' --data-urlencode \
  'description=The new private keys are on their hosts, beside the live ones. The apply after the merge does the switch.' \
  "$requests"
