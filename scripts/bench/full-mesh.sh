# A mesh to measure with, for the scripts beside it.
# shellcheck shell=sh

# A repository with a full mesh. Usage: repository FOLDER COUNT
repository() {
  mkdir -p "$1/nodes"
  printf '%s\n' 'version: 1' 'name: big' 'addresses: [10.0.0.0/16, fd10::/64]' 'topology:' '  - fullMesh: [core]' \
    >"$1/mesh.yaml"
  awk -v folder="$1/nodes" -v count="$2" 'BEGIN {
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (n = 0; n < count; n++) {
      file = sprintf("%s/n%04d.yaml", folder, n)
      key = sprintf("%s%s%s%s", substr(digits, n % 64 + 1, 1), substr(digits, int(n / 64) % 64 + 1, 1),
        "zW1k9Qb3vJ5sTf7yHc2mLx8dRg4pNu6eKaVoBiCjDq", "")
      place = sprintf("%d.%d", int(n / 250), n % 250 + 1)
      print "publicKey: " substr(key, 1, 42) "A=" >file
      printf "addresses: [10.0.%s, \"fd10::%x\"]\n", place, n + 1 >file
      print "endpoint: 198.18." place ":51820" >file
      print "tags: [core]" >file
      if (n % 4 == 0) printf "networks: [172.%d.%d.0/24]\n", 16 + int(n / 256), n % 256 >file
      if (n % 10 == 9) print "ssh: {host: 10.0." place ", jump: [n0000, n0001]}" >file
      else print "ssh: {host: 198.18." place "}" >file
      close(file)
    }
  }'
  git -C "$1" init -q
  git -C "$1" add .
  git -C "$1" -c user.name=bench -c user.email=bench@example.net commit -q -m "The mesh"
}
