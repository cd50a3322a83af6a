#!/bin/sh
# Puts a file into the one note of a merge request that begins with weft's hidden marker: comment-gitlab.sh FILE
#
# Needs WEFT_GITLAB_TOKEN, a project access token with the scope api; without one it does nothing, and the file stays
# an artifact of the job.
set -eu

file=$1
if [ -z "${WEFT_GITLAB_TOKEN:-}" ]; then
  echo "no WEFT_GITLAB_TOKEN: the diff is in this job's artifacts" >&2
  exit 0
fi
marker=$(head -n 1 "$file")
notes="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
# The token comes on standard input: an argument could be read by others on the runner.
api() {
  printf 'header = "PRIVATE-TOKEN: %s"\n' "$WEFT_GITLAB_TOKEN" | curl -fsS --config - "$@"
}
me=$(api "$CI_API_V4_URL/user" | jq -r .id)
note=$(api "$notes?per_page=100&sort=asc" |
  jq -r --arg marker "$marker" --argjson me "$me" \
    '[.[] | select(.author.id == $me) | select(.body | startswith($marker))][0].id // empty')
if [ -n "$note" ]; then
  api -o /dev/null --request PUT --data-urlencode "body@$file" "$notes/$note"
else
  api -o /dev/null --request POST --data-urlencode "body@$file" "$notes"
fi
