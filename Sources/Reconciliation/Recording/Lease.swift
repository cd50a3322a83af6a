package import Foundation

/// Who works on a mesh: the content of `refs/weft/MESH/lock`. It ends by itself when nobody renews it.
package struct Lease: Hashable, Sendable, Codable {
  /// Names the lease for `weft unlock`.
  package var id: String
  package var owner: String
  package var operation: String
  package var created: Date
  package var expires: Date

  /// Seconds; renewed long before they are over.
  static let lifetime: TimeInterval = 180

  /// The name of the file in the lock's commit.
  static let file = "lease.json"

  package init(owner: String, operation: String, now: Date = Date()) {
    id = String(UInt64.random(in: .min ... .max), radix: 36)
    self.owner = owner
    self.operation = operation
    created = now
    expires = now + Self.lifetime
  }

  func renewed(now: Date = Date()) -> Lease {
    var lease = self
    lease.expires = now + Self.lifetime
    return lease
  }

  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return Array(try encoder.encode(self))
  }

  init(json: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    self = try decoder.decode(Lease.self, from: Data(json))
  }
}
