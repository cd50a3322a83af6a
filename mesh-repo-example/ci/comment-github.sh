#!/bin/sh
# Puts a file into the one comment of a pull request that begins with weft's hidden marker: comment-github.sh NUMBER FILE
set -eu

number=$1
file=$2
marker=$(head -n 1 "$file")
case $marker in
'<!-- weft diff'*) ;;
*)
  echo "$file does not begin with weft's marker" >&2
  exit 1
  ;;
esac
# Only a comment of the job's own user: anybody may write the marker.
comment=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$number/comments" |
  jq -r --arg marker "$marker" \
    '.[] | select(.user.login == "github-actions[bot]") | select(.body | startswith($marker)) | .id' |
  head -n 1)
if [ -n "$comment" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$comment" --field "body=@$file"
else
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" --field "body=@$file"
fi
