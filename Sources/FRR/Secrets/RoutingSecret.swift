import WireGuard

/// What two routers prove to each other that they are who they are by: 16 digits that both hosts derive from one
/// pre-shared key of their tunnel, and that nobody else ever sees.
///
/// In a line of a configuration a placeholder stands for it, `preshared:PEER.GENERATION`, which names the key's file. The
/// secrets go through pipes between the shell's own `read` and `printf`, awk, sha256sum and vtysh: none is in an argument.
enum RoutingSecret {
  static let mark = "preshared:"

  /// Defines `routing_secrets FILE…`, which writes `NAME SECRET` for each file that holds a key, for ``fill``, ``hide`` and
  /// ``ConfigurationReading`` alone. OSPFv2 has room for 16 bytes (RFC 2328, section D.3). Weft tells digests of the files
  /// themselves, so this one is of more.
  static let functions: ShellText = """
    routing_secrets() {
      for held in "$@"; do
        secret=
        if [ -f "$held" ]; then read -r secret <"$held" || :; fi
        if [ -n "$secret" ]; then
          secret=$(printf 'weft routing\\n%s\\n' "$secret" | sha256sum)
          printf '%s %.16s\\n' "${held##*/}" "$secret"
        fi
      done
    }
    """

  /// Reads what `routing_secrets` writes, an empty line, and lines with placeholders; writes those with the secrets. A line
  /// that takes away needs none.
  static let fill: ShellText = "awk \(read + filling)"

  /// The same the other way, wherever in a line a secret stands.
  static let hide: ShellText = "awk \(read + hiding)"

  /// The words of files.
  static func files(_ keys: [PresharedKeyName], mesh: String) -> ShellText {
    ShellText(words: keys.map { "\($0.path(mesh: mesh))" })
  }

  private static let read = """
    !body { if (NF == 0) body = 1; if (NF == 2) secret[$1] = $2; next }

    """

  private static let filling = """
    $1 != "no" && $NF ~ /^\(mark)/ {
      name = substr($NF, \(mark.utf8.count + 1))
      if (name in secret) sub(/[^ ]+$/, secret[name])
    }
    { print }
    """

  private static let hiding = """
    {
      for (name in secret)
        while (at = index($0, secret[name]))
          $0 = substr($0, 1, at - 1) "\(mark)" name substr($0, at + length(secret[name]))
      print
    }
    """
}
