/// Makes pre-shared keys on one of their two hosts, and puts them on the other: many in one script.
package enum PresharedKeyScript {
  /// A key as its first host hands it out.
  package struct Offer: Sendable {
    /// SHA-256 of its file, made on the host.
    package var digest: String
    package var key: Secret
  }

  /// Makes the new keys, and prints every one with its digest: the one output of a host that holds secrets. Its reader
  /// is ``offers(_:)``, and nobody else's.
  package static func offer(new: [PresharedKeyName], all: [PresharedKeyName], mesh: String) -> ShellText {
    inFolder(
      mesh,
      """
      for name in \(words(new)); do
        wg genpsk >.new
        # Whether there was room for it wg does not say.
        test -s .new
        mv .new "$name"
      done
      for name in \(words(all)); do
        IFS= read -r key <"$name"
        printf 'key %s %s\\n' "$name" "$key"
      done
      \(digests(all))
      """)
  }

  /// Writes keys, each a line of the script's input in the order of the names, and prints the digests of their files.
  package static func take(_ names: [PresharedKeyName], mesh: String) -> ShellText {
    inFolder(
      mesh,
      """
      for name in \(words(names)); do
        IFS= read -r key
        printf '%s\\n' "$key" >.new
        mv .new "$name"
      done
      \(digests(names))
      """)
  }

  /// Takes files away; one that is gone is no failure.
  package static func forget(_ names: [PresharedKeyName], mesh: String) -> ShellText {
    "(cd \(HostFolder.presharedKeys(mesh: mesh)) && rm -f \(words(names)))"
  }

  private static func inFolder(_ mesh: String, _ script: ShellText) -> ShellText {
    let folder = HostFolder.presharedKeys(mesh: mesh)
    return """
      (
      set -e
      umask 077
      mkdir -p \(folder)
      cd \(folder)
      trap 'rm -f .new' EXIT
      \(script)
      )
      """
  }

  private static func digests(_ names: [PresharedKeyName]) -> ShellText {
    "sha256sum \(words(names)) | while read -r digest name; do echo \"digest $name $digest\"; done"
  }

  /// Paths in the folder, so that no name is an option.
  private static func words(_ names: [PresharedKeyName]) -> ShellText {
    ShellText(words: names.map { "\("./\($0.fileName)")" as ShellText })
  }

  /// Reads what ``offer(new:all:mesh:)`` prints.
  package static func offers(_ output: String) -> [PresharedKeyName: Offer] {
    let digests = digests(output)
    var offers: [PresharedKeyName: Offer] = [:]
    for (name, value) in fields(output, "key") {
      if let digest = digests[name], let key = Secret(value) { offers[name] = Offer(digest: digest, key: key) }
    }
    return offers
  }

  /// Reads what ``take(_:mesh:)`` prints.
  package static func digests(_ output: String) -> [PresharedKeyName: String] {
    Dictionary(fields(output, "digest").map { ($0, String($1)) }, uniquingKeysWith: { _, last in last })
  }

  private static func fields(_ output: String, _ word: String) -> [(PresharedKeyName, Substring)] {
    output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 3, words[0] == word, let name = PresharedKeyName(fileName: words[1].dropFirst(2))
      else { return nil }
      return (name, words[2])
    }
  }
}
