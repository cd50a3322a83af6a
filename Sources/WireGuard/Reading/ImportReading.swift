import Diagnostics

/// What an import asks a host beyond what ``HostObserver`` reads: addresses with the lengths of their networks, and what
/// the wg-quick file says of peers. It writes nothing, and prints only lines that hold no secret.
package struct ImportReading: Sendable {
  /// The host's own name.
  package private(set) var hostname = ""
  package private(set) var addresses: [QuickFile.Address] = []
  /// Names and endpoints of peers; `nil` where there is no file.
  package private(set) var file: QuickFile?

  package static func script(_ interface: InterfaceName) -> ShellText {
    """
    echo "hostname $(cat /proc/sys/kernel/hostname)"
    ip -o address show dev \(interface) | sed 's/^/address /'
    if [ -r \(BootFile.path(interface)) ]; then awk \(shown) \(BootFile.path(interface)) | sed 's/^/file /'; fi
    """
  }

  /// Sections, what they say of peers, names in comments (too short for a key), and Weft's own hooks.
  private static let shown = """
    { line = $0; sub(/^[ \\t]+/, "", line); sub(/[ \\t\\r]+$/, "", line); key = tolower(line) }
    line == "" || line ~ /^\\[/ || key ~ /^(publickey|endpoint)[ \\t]*=/ { print line; next }
    line ~ /^#/ && length(line) <= 40 { print line; next }
    line ~ /^PostUp = .*[|][|] : weft$/ { print line }
    """

  /// Reads what the script printed.
  /// - Parameter node: For the places of diagnostics.
  package init(_ output: String, node: String) {
    var lines: [Substring] = []
    for line in output.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      let rest = words.count > 1 ? words[1] : ""
      switch words.first {
      case "hostname": hostname = String(rest)
      case "address": addresses += [Self.address(rest, node)].compactMap(\.self)
      case "file": lines.append(rest)
      default: break
      }
    }
    if !lines.isEmpty { file = QuickFile.read(Array(lines.joined(separator: "\n").utf8), file: node).file }
  }

  /// `4: wg0    inet 10.10.0.1/24 scope global wg0`; not what the kernel gave itself.
  private static func address(_ text: Substring, _ node: String) -> QuickFile.Address? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "\\" })
    guard let index = words.firstIndex(where: { $0 == "inet" || $0 == "inet6" }), index + 1 < words.count,
      let (address, length) = InterfaceAddressText.parse(String(words[index + 1])),
      !(address.family == .ipv6 && words.contains("link"))
    else { return nil }
    return QuickFile.Address(address: address, length: length, place: SourceRange(file: node))
  }
}
