extension BootFile {
  /// Writes the file whole, or leaves what is there and fails: when the host does not have the interface's private key,
  /// or a pre-shared one, or no room.
  package func install() -> ShellText { "(\(stage()) && \(Self.putInPlace(interface.name)))" }

  /// Puts what ``stage()`` wrote in the place of the file: a rename, which needs no room.
  package static func putInPlace(_ interface: InterfaceName) -> ShellText {
    "mv \(staged(interface)) \(path(interface))"
  }

  /// Takes what was staged and not put in place away: it has the private key in it.
  package static func dropStaged(_ interface: InterfaceName) -> ShellText { "rm -f \(staged(interface))" }

  /// Not ending in .conf, and beside the file, so that the rename is one step.
  private static func staged(_ interface: InterfaceName) -> String { "\(HostFolder.wireguard)/.\(interface).weft" }

  /// Writes the file whole beside the one that is there, or fails and leaves nothing.
  ///
  /// The keys go from their files to this one through the shell's own `read` and `printf`, and through awk's `getline`,
  /// so they are in no argument list.
  /// The endpoints that the live interface has at this moment are kept for a boot without names.
  package func stage() -> ShellText {
    guard let keyFile else { return "echo 'no public key' >&2; false" }
    return stage(key: "\(keyFile)")
  }

  /// - Parameter key: A word that is the path of the private key's file.
  func stage(key: ShellText) -> ShellText {
    let new = Self.staged(interface.name)
    return """
      (
      umask 077
      private=
      if ! read -r private <\(key) && [ -z "$private" ]; then
        echo \("\(node) has no such private key") >&2
        exit 1
      fi
      # Whole before any of it is written: of a pipe that ends in a full disk nobody may hear.
      text=$(
      printf '%s\\n' \(words(beforeKey))
      printf 'PrivateKey = %s\\n' "$private"
      printf '%s\\n' \(words(beforeEndpoints))
      wg show \(interface.name) endpoints 2>/dev/null | while read -r peer endpoint; do
        case $endpoint in *:*) ;; *) continue ;; esac
        case \(" \(interface.peers.map(\.publicKey.description).joined(separator: " ")) ") in
          *" $peer "*) printf 'PostUp = wg set %%i peer %s endpoint %s || : weft-seen\\n' "$peer" "$endpoint" ;;
        esac
      done
      printf '%s\\n' \(words(afterEndpoints)) ''\(presharedKeysPutIn)
      ) || exit 1
      printf '%s\\n' "$text" >\(new) || { \(Self.dropStaged(interface.name)); exit 1; }
      )
      """
  }

  /// Nothing where there are none, since it must be able to fail.
  private var presharedKeysPutIn: ShellText {
    guard interface.peers.contains(where: { $0.presharedKey != .off }) else { return "" }
    let program = """
      index($0, mark) != 1 { print; next }
      {
        file = folder "/" substr($0, length(mark) + 1)
        if ((getline key < file) <= 0) exit 1
        close(file)
        print "PresharedKey = " key
      }
      """
    let folder = "folder=\(HostFolder.presharedKeys(mesh: mesh))"
    return " | awk -v \("mark=\(Self.secretMark)") -v \(folder) \(program)"
  }

  /// Takes the file away, and what starts it at boot.
  package static func remove(_ interface: InterfaceName) -> ShellText {
    "rm -f \(path(interface)); \(dontStartAtBoot(interface))"
  }

  /// What `systemctl enable` does; by hand, so that it also holds where systemd is not running just now.
  package static func startAtBoot(_ interface: InterfaceName) -> ShellText {
    """
    for unit in /usr/lib/systemd/system /lib/systemd/system; do
      if [ -e "$unit/wg-quick@.service" ]; then
        mkdir -p /etc/systemd/system/multi-user.target.wants
        ln -sf "$unit/wg-quick@.service" \(startLink(interface))
        break
      fi
    done
    """
  }

  package static func dontStartAtBoot(_ interface: InterfaceName) -> ShellText {
    "rm -f \(startLink(interface))"
  }

  package static func path(_ interface: InterfaceName) -> String { "\(HostFolder.wireguard)/\(interface).conf" }

  static func startLink(_ interface: InterfaceName) -> String {
    "/etc/systemd/system/multi-user.target.wants/wg-quick@\(interface).service"
  }

  private func words(_ lines: [String]) -> ShellText { ShellText(words: lines.map { "\($0)" as ShellText }) }
}
