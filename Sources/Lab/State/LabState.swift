import Foundation

/// What a lab has to remember between commands. That a machine runs is not in it: `/proc` knows.
struct LabState: Codable, Sendable {
  var mesh: String
  /// Every machine comes after the one that it is plugged into.
  var machines: [Machine] = []
  /// The declared tunnels whose two ends the lab manages.
  var tunnels: [[String]] = []
  /// Declared public keys, and the lab's own in their place.
  var publicKeys: [String: String] = [:]
  /// The declared public key of every node in the user's last commit; `nil` for one without.
  var declared: [String: String?] = [:]
  /// The key that each machine's sshd shows, `ssh-ed25519 AAAA…`.
  var serverKeys: [String: String] = [:]
  /// The controller's public key, which every sshd lets in.
  var controllerKey = ""
  /// Folders in front of PATH for `lab run`.
  var programs: [String] = []
  /// Whether nodes run FRR.
  var runsFRR = false

  func machine(_ name: String) throws(LabError) -> Machine {
    guard let machine = machines.first(where: { $0.name == name }) else {
      throw .noSuchMachine(name, known: machines.map(\.name))
    }
    return machine
  }

  /// The machine and everything plugged into it, near ones first.
  func subtree(of name: String) -> [Machine] {
    machines.filter { $0.name == name }
      + machines.filter { $0.uplink?.machine == name }.flatMap { subtree(of: $0.name) }
  }

  static func load(_ folder: LabFolder) throws -> Self {
    guard let data = FileManager.default.contents(atPath: folder.state) else {
      throw LabError.notThere(lab: folder.name)
    }
    return try JSONDecoder().decode(Self.self, from: data)
  }

  func save(_ folder: LabFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: URL(fileURLWithPath: folder.state), options: .atomic)
  }
}
