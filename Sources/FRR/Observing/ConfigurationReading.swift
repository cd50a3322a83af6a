import WireGuard

/// How a host reads FRR's configuration without its secrets: one that is derived from a pre-shared key of the mesh as its
/// placeholder (``RoutingSecret``), so that it can be compared with what is wanted; any other as its digest, which is enough
/// to see a change.
enum ConfigurationReading {
  /// Defines `running_configuration`. Secrets are derived only where FRR has one that may be Weft's.
  static func functions(mesh: String) -> ShellText {
    """
    \(RoutingSecret.functions)
    running_configuration() {
      config=$(vtysh -c 'show running-config' 2>/dev/null)
      known=
      case $config in
        *'message-digest-key '* | *'hash-algo '* | *' password '*)
          known=$(routing_secrets \(HostFolder.presharedKeys(mesh: mesh))/*) ;;
      esac
      tab=$(printf '\\t')
      printf '%s\\n\\n%s\\n' "$known" "$config" | awk \(marking) | while IFS= read -r line; do
        case $line in
          'secret '*)
            line=${line#secret }
            digest=$(printf '%s' "${line#*"$tab"}" | sha256sum)
            printf '%s sha256:%s\\n' "${line%%"$tab"*}" "${digest%% *}" ;;
          *) printf '%s\\n' "${line#plain }" ;;
        esac
      done
    }
    """
  }

  /// Reads what `routing_secrets` writes, an empty line, and the configuration; writes each of its lines behind `plain`, or
  /// behind `secret` with a tab before what nobody is to see. What follows a word that introduces a secret is one, to the
  /// end of the line: after some an address follows.
  private static let marking = """
    function introduces(i) {
      if ($i ~ /password$|md5|secret|passphrase|encrypt/ || $i == "authentication-key" || $i == "key-string") return 1
      if ($i == "key") return i > 1
      if ($i == "string") return $(i - 1) == "authentication"
      return $i == "authentication" && $(i + 1) !~ /^(message-digest|null|keychain|key-chain|key-id|mode|string)$/
    }
    !body { if (NF == 0) body = 1; if (NF == 2) name[$2] = $1; next }
    $NF in name { key = name[$NF]; sub(/[^ ]+$/, "\(RoutingSecret.mark)" key); print "plain " $0; next }
    {
      for (i = 1; i < NF; i++) if (introduces(i)) break
      if (i >= NF) { print "plain " $0; next }
      match($0, /^ */)
      told = substr($0, 1, RLENGTH) $1
      for (j = 2; j <= i; j++) told = told " " $j
      hidden = $(i + 1)
      for (j = i + 2; j <= NF; j++) hidden = hidden " " $j
      print "secret " told "\\t" hidden
    }
    """
}
