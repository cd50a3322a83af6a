/// How a host reads its own boot files: which lines are Weft's, and their digest.
enum BootFileReading {
  /// An awk program over one file. With `want=weft` it prints what the digest is made of: Weft's lines without secrets
  /// and endpoints. With `want=operator` it prints what else stands in the `[Interface]` section or before it.
  ///
  /// `Address` and `SaveConfig` are read as Weft's, though it never writes them: a file that has them is not as it should
  /// be, and a rewrite leaves them out.
  static let program = """
    { line = $0; sub(/^[ \\t]+/, "", line); sub(/[ \\t\\r]+$/, "", line) }
    line == "" { next }
    line ~ /^\\[/ { section = tolower(line); if (want == "weft") print line; next }
    {
      key = tolower(line); sub(/[ \\t]*=.*/, "", key)
      if (section == "") own = line ~ /^# Weft: /
      else if (section != "[interface]") own = 1
      else own = key ~ /^(privatekey|listenport|mtu|table|address|saveconfig)$/ || line ~ /\\|\\| : weft(-seen)?$/
      secret = key ~ /^(privatekey|presharedkey|endpoint)$/ || line ~ /\\|\\| : weft-seen$/
      if (want == "weft" ? own && !secret : !own) print line
    }
    """

  /// A command that prints the private key in the file that is its last word: for a pipe to `wg pubkey`, and nothing else.
  static let privateKey: ShellText =
    "sed -n 's/^[[:space:]]*[Pp][Rr][Ii][Vv][Aa][Tt][Ee][Kk][Ee][Yy][[:space:]]*=[[:space:]]*//p'"

  /// Defines `boot_file FILE INTERFACE`, which prints one line of state, and a line for each of the operator's.
  static let function: ShellText = """
    boot_file() {
      sum=$(awk -v want=weft \(program) "$1" | sha256sum)
      public=$(\(privateKey) "$1" | wg pubkey 2>/dev/null)
      starts=no
      for unit in /etc/systemd/system/*.wants/"wg-quick@$2.service"; do
        if [ -L "$unit" ]; then starts=yes; fi
      done
      echo "boot $2 ${sum%% *} ${public:--} $starts"
      awk -v want=operator \(program) "$1" | sed "s/^/boot-line $2 /"
    }
    """
}
