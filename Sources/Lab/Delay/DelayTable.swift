import Foundation
import WireGuard

/// Every delay of a lab, in a file that the forwarder follows.
struct DelayTable: Hashable, Sendable, Codable {
  private(set) var delays: [Delay] = []
  /// Counts the changes: the routing rules of two of them stand side by side for a moment.
  private(set) var generation = 0

  /// Puts a delay in the place of the one for the same packets.
  mutating func set(_ delay: Delay) {
    delays.removeAll { $0.isSameWay(as: delay) }
    delays.append(delay)
    generation += 1
  }

  mutating func removeAll(where condition: (Delay) -> Bool) {
    delays.removeAll(where: condition)
    generation += 1
  }

  /// Empty where there is no file yet.
  static func load(_ folder: LabFolder) throws -> Self {
    guard let data = FileManager.default.contents(atPath: folder.delays) else { return Self() }
    return try JSONDecoder().decode(Self.self, from: data)
  }

  func save(_ folder: LabFolder) throws {
    try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: folder.delays), options: .atomic)
  }
}

/// How packets get to the forwarder: routing rules of the lab's internet (ip-rule(8)).
enum DelayRouting {
  /// The forwarder's device.
  static let device = "delay0"
  /// A routing table with one route: to the device.
  private static let table = "7700"

  /// A set of rules: they have a preference of their own, and a protocol number that finds them again.
  private struct Rules {
    var preference: Int
    var number: Int

    /// Those that stay.
    static let fixed = Self(preference: 7700, number: 200)
    static func of(_ generation: Int) -> Self {
      generation % 2 == 0 ? Self(preference: 7701, number: 201) : Self(preference: 7702, number: 202)
    }

    var flush: String { "rule flush protocol \(number)" }
    func add(_ selector: String, lookup table: String) -> String {
      "rule add pref \(preference) protocol \(number) \(selector) lookup \(table)"
    }
  }

  /// What the device is given once it is there. Packets that come from it, and the router's own, take the usual way.
  static func setUp(_ family: IPAddress.Family) -> [String] {
    [
      "route replace default dev \(device) table \(table)",
      Rules.fixed.flush,
      Rules.fixed.add("iif \(device)", lookup: "main"),
      Rules.fixed.add("iif lo", lookup: "main"),
    ]
  }

  /// Puts the rules of a table in the place of those of the table before it, without a moment in which there are none.
  static func change(to table: DelayTable, _ family: IPAddress.Family) -> [String] {
    let (new, old) = (Rules.of(table.generation), Rules.of(table.generation + 1))
    let selectors = Set(table.delays.flatMap { Self.selectors($0, family) }).sorted()
    return [new.flush] + selectors.map { new.add($0, lookup: Self.table) } + [old.flush]
  }

  private static func selectors(_ delay: Delay, _ family: IPAddress.Family) -> [String] {
    let from = delay.from.map { "iif \($0.port)" } ?? ""
    let to = delay.to?.addresses.filter { $0.family == family }.map { "to \($0.address)" } ?? [""]
    let traffic =
      switch delay.traffic {
      case .all: [""]
      case .udp: ["ipproto udp"]
      case .tcp(let port): ["ipproto tcp dport \(port)", "ipproto tcp sport \(port)"]
      }
    return to.flatMap { to in traffic.map { [from, to, $0].filter { !$0.isEmpty }.joined(separator: " ") } }
  }
}
