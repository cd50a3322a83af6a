import WireGuard

/// Small mesh repositories as text.
package enum MeshFixtures {
  /// The public key whose bytes all are `number`: nobody's, and always the same.
  package static func key(_ number: UInt16) -> String {
    let bytes = (0..<32).map { $0 < 2 ? UInt8(truncatingIfNeeded: number >> (8 * UInt16($0))) : 7 }
    return PublicKey(bytes: bytes)?.description ?? ""
  }

  /// A host key that is one by its form.
  package static let hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA1RszoR+GmN0MglGs6c5ntaHXxRs17MNzCb/eiuHiXX"

  package static let mesh = """
    version: 1
    name: test
    addresses: [10.10.0.0/16, fd10:10::/64]
    topology:
      - fullMesh: [core]

    """

  /// The file of a node that others can reach.
  package static func node(_ number: UInt16, _ more: String = "", tag: String = "core") -> String {
    """
    publicKey: \(key(number))
    addresses: [10.10.\(number >> 8).\(number & 255), "fd10:10::\(String(number, radix: 16))"]
    endpoint: 203.0.\(113 + number >> 8).\(number & 255):51820
    tags: [\(tag)]
    ssh: {host: 203.0.\(113 + number >> 8).\(number & 255)}
    \(more)
    """
  }

  /// A repository of so many nodes in one full mesh, `node1`, `node2`, ….
  package static func fullMesh(_ count: UInt16) -> [String: [UInt8]] {
    var files = ["mesh.yaml": Array(mesh.utf8)]
    for number in 1...count { files["nodes/node\(number).yaml"] = Array(node(number).utf8) }
    return files
  }
}
