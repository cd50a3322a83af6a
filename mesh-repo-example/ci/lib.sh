# What the scripts beside this one share. Sourced, not run.
set -eu

# The folder of mesh.yaml inside the repository: WEFT_MESH_PATH, else the folder above this one.
mesh_path() {
  if [ -n "${WEFT_MESH_PATH:-}" ]; then
    printf '%s\n' "$WEFT_MESH_PATH"
    return
  fi
  prefix=$(git -C "$(dirname "$0")/.." rev-parse --show-prefix)
  printf '%s\n' "${prefix:-.}"
}

# Makes ssh ready to log in to the hosts: WEFT_SSH_KEY holds a private key's text, which goes into an agent of this
# job's own, by standard input: no file and no argument ever holds it.
use_ssh_key() {
  [ -n "${WEFT_SSH_KEY:-}" ] || return 0
  eval "$(ssh-agent -s)" >/dev/null
  trap 'ssh-agent -k >/dev/null 2>&1 || :' EXIT
  trap 'exit 143' TERM INT
  printf '%s\n' "$WEFT_SSH_KEY" | ssh-add -q -
  unset WEFT_SSH_KEY
}
