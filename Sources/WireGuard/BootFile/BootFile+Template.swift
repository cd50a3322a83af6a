extension BootFile {
  /// Where the file stands on its host.
  package var path: String { Self.path(interface.name) }

  /// The file as the host writes it, with a word in `<…>` for each secret that only the host has.
  ///
  /// A host adds what it alone knows: the operator's own lines, and the endpoints that are live at that moment.
  package var template: String {
    let key = "PrivateKey = " + Self.placeholder(keyFile ?? "no key yet")
    let lines = beforeKey + [key] + beforeEndpoints + afterEndpoints.map(presharedKeyNamed)
    return lines.map { $0 + "\n" }.joined()
  }

  private func presharedKeyNamed(_ line: String) -> String {
    guard line.hasPrefix(Self.secretMark) else { return line }
    let file = "\(HostFolder.presharedKeys(mesh: mesh))/\(line.dropFirst(Self.secretMark.count))"
    return "PresharedKey = " + Self.placeholder(file)
  }

  /// `wg` refuses it, should somebody install the template.
  private static func placeholder(_ file: String) -> String { "<\(file)>" }
}
