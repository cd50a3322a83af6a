package import WireGuard

/// What the path of a wg-quick file says: the node's name, and the interface where the name stands elsewhere.
package struct ImportedFileName: Hashable, Sendable {
  package var node: String
  package var interface: InterfaceName?
  private var folder: String?
  private var stem: String

  /// The interface of a file that says itself whose it is: in a folder of that name the file has the interface's.
  package func interface(of name: String) -> InterfaceName? {
    interface ?? (folder == name && stem != name ? InterfaceName(stem) : nil)
  }

  /// Names of several files: `hub-a.conf` is of hub-a; `hub-a/wg0.conf` too, and its interface is wg0.
  /// - Returns: `nil` for a path that names no node.
  package static func names(of paths: [String]) -> [ImportedFileName?] {
    let counts = Dictionary(paths.map { (parts($0).stem, 1) }, uniquingKeysWith: +)
    return paths.map { path in
      let (folder, stem) = parts(path)
      // A name that several files have, or that wg-quick's documents give to interfaces, is the interface's.
      let isInterface = (counts[stem] ?? 0) > 1 || (stem.hasPrefix("wg") && stem.dropFirst(2).allSatisfy(\.isNumber))
      let name = isInterface ? folder : stem
      return name.flatMap { NodeName($0)?.text }.map {
        ImportedFileName(node: $0, interface: isInterface ? InterfaceName(stem) : nil, folder: folder, stem: stem)
      }
    }
  }

  private static func parts(_ path: String) -> (folder: String?, stem: String) {
    let words = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
    let file = words.last ?? ""
    let stem = file.hasSuffix(".conf") ? file.dropLast(".conf".count) : file
    return (words.dropLast().last.map(String.init), String(stem))
  }
}
