extension KeyScript {
  /// Takes a private key off its host, for ever; refuses while a live interface or a boot file has it. No failure where it
  /// is gone already.
  ///
  /// The file is only removed. Writing over it first would promise what flash translation, copy-on-write file systems,
  /// journals and backups do not keep; who needs the old key to be unreadable on a stolen disk encrypts the disk.
  package static func destroy(_ key: PublicKey, mesh: String) -> ShellText {
    """
    (
    for interface in $(wg show interfaces); do
      if [ "$(wg show "$interface" public-key)" = \(key) ]; then
        echo "$interface still has the key" >&2
        exit 1
      fi
    done
    for file in \(HostFolder.wireguard)/*.conf; do
      if [ ! -f "$file" ]; then continue; fi
      if [ "$(\(BootFileReading.privateKey) "$file" | wg pubkey 2>/dev/null)" = \(key) ]; then
        echo "$file still has the key" >&2
        exit 1
      fi
    done
    # A boot file that a crash left beside its place may have it, too.
    rm -f \(HostFolder.wireguard)/.*.weft \(HostFolder.keys(mesh: mesh) + "/" + key.fileName)
    )
    """
  }
}
