/// How a host reads its own pre-shared keys: which file holds the key of which peer. The keys go through pipes between
/// builtins and awk; none is in an argument, and none is printed.
enum PresharedKeyReading {
  /// Defines what the observer calls:
  /// - `preshared_keys` writes `file NAME KEY` for every file, for ``matched`` alone;
  /// - `matched WORDS` reads those, then lines of a peer and its key as `wg show IF preshared-keys` prints them, and
  ///   prints WORDS, the peer, and the file that holds the same key, `-` where none does;
  /// - `boot_preshared_keys FILE` writes the same lines from a wg-quick file;
  /// - `preshared_key_digests` prints the SHA-256 of every file that holds a key, made by one process.
  static func functions(mesh: String) -> ShellText {
    """
    preshared_keys() {
      for held in \(HostFolder.presharedKeys(mesh: mesh))/*; do
        secret=
        if [ -f "$held" ]; then read -r secret <"$held" || :; fi
        if [ -n "$secret" ]; then printf 'file %s %s\\n' "${held##*/}" "$secret"; fi
      done
    }
    matched() { awk -v words="$1" \(matching); }
    boot_preshared_keys() { awk \(bootFile) "$1"; }
    preshared_key_digests() {
      (cd \(HostFolder.presharedKeys(mesh: mesh)) && grep -lx '[A-Za-z0-9+/]\\{43\\}=' ./* | xargs sha256sum) 2>/dev/null \\
        | sed -n 's|^\\([0-9a-f]*\\) [ *]./\\(.*\\)|preshared-key-file \\2 \\1|p'
    }
    """
  }

  private static let matching = """
    $1 == "file" { if (NF == 3) name[$3] = $2; next }
    $2 != "(none)" { print words, $1, ($2 in name) ? name[$2] : "-" }
    """

  private static let bootFile = """
    function peer() { if (key != "" && secret != "") print key, secret; key = secret = "" }
    { line = $0; gsub(/[ \\t\\r]/, "", line); word = tolower(line); sub(/=.*/, "", word); sub(/^[^=]*=/, "", line) }
    word ~ /^\\[/ { peer() }
    word == "publickey" { key = line }
    word == "presharedkey" { secret = line }
    END { peer() }
    """
}

extension PresharedKey {
  /// What the observer says of a key that is there: the name of the file that holds it, or `-`.
  init(matching file: Substring) {
    self = PresharedKeyName(fileName: file).map { .file($0) } ?? .unknown
  }
}
