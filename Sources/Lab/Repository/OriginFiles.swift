import WireGuard

extension Origin {
  /// The files of `main` that a mesh may be declared in, by path.
  ///
  /// Read by git in the internet's mount namespace: the repository is not seen outside.
  func files() async throws -> [String: [UInt8]] {
    let names = try await git("ls-tree -r -z --name-only refs/heads/main").split(separator: "\0").map(String.init)
    let paths = names.filter { $0.hasSuffix(".yaml") && !$0.contains("\n") }
    let objects = paths.map { "refs/heads/main:\($0)\n" }.joined()
    return Dictionary(
      uniqueKeysWithValues: zip(paths, Self.contents(of: Array(try await git("cat-file --batch", objects).utf8))))
  }

  private func git(_ command: String, _ input: String = "") async throws -> String {
    let script = "exec env GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 git --git-dir=\(path) \(command)"
    return try await Command.output(of: inNamespace(script), for: Underlay.git, doing: "reading origin", input: input)
  }

  /// What `git cat-file --batch` printed: a line that ends with the size, the bytes, and a line break, for each object.
  static func contents(of output: [UInt8]) -> [[UInt8]] {
    var rest = output[...]
    var contents: [[UInt8]] = []
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let size = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").last.flatMap { Int($0) } ?? 0
      contents.append(Array(rest[(end + 1)...].prefix(size)))
      rest = rest[(end + 1)...].dropFirst(size + 1)
    }
    return contents
  }
}
