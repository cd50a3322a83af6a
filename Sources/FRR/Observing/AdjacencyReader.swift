import Foundation
import WireGuard

/// What FRR 8.4 to 10 says of neighbours as JSON. Fields that are not needed are not looked at.
enum AdjacencyReader {
  /// `nil` where it is no JSON of that kind.
  static func read(_ text: String, _ kind: AdjacencyKind) -> [Adjacency]? {
    guard let json = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) else {
      return nil
    }
    switch kind {
    case .ospf: return ospf(json)
    case .ospf6: return ospf6(json)
    case .bgp: return bgp(json)
    case .bfd: return bfd(json)
    }
  }

  /// `{"neighbors": {"10.10.0.2": [{"nbrState": "Full/-", "ifaceName": "wg0:10.10.0.1", "upTimeInMsec": 467497}]}}`.
  private static func ospf(_ json: Any) -> [Adjacency]? {
    guard let top = json as? [String: Any] else { return nil }
    let neighbors = top["neighbors"] as? [String: Any] ?? [:]
    return neighbors.sorted { $0.key < $1.key }.flatMap { id, value in
      (value as? [[String: Any]] ?? []).compactMap { entry in
        adjacency(
          .ospf, entry["ifaceName"], peer: id, state: entry["nbrState"] ?? entry["state"],
          seconds: (entry["upTimeInMsec"] as? NSNumber).map { $0.int64Value / 1000 })
      }
    }
  }

  /// `{"neighbors": [{"neighborId": "10.10.0.2", "state": "Full", "duration": "00:07:47", "interfaceName": "wg0"}]}`.
  private static func ospf6(_ json: Any) -> [Adjacency]? {
    guard let top = json as? [String: Any] else { return nil }
    return (top["neighbors"] as? [[String: Any]] ?? []).compactMap { entry in
      adjacency(
        .ospf6, entry["interfaceName"], peer: entry["neighborId"] as? String ?? "", state: entry["state"],
        seconds: (entry["duration"] as? String).flatMap(duration))
    }
  }

  /// `{"ipv4Unicast": {"peers": {"wg0": {"state": "Established", "peerUptimeMsec": 4000}}}}`: one session, told for each
  /// address family.
  private static func bgp(_ json: Any) -> [Adjacency]? {
    guard let top = json as? [String: Any] else { return nil }
    var found: [String: Adjacency] = [:]
    for family in top.values {
      for (name, value) in (family as? [String: Any])?["peers"] as? [String: Any] ?? [:] {
        let entry = value as? [String: Any] ?? [:]
        found[name] = adjacency(
          .bgp, name, peer: "", state: entry["state"],
          seconds: (entry["peerUptimeMsec"] as? NSNumber).map { $0.int64Value / 1000 })
      }
    }
    return found.values.sorted { $0.interface < $1.interface }
  }

  /// `[{"peer": "fe80::2", "interface": "wg0", "status": "up", "uptime": 467}]`; `downtime` where it is down.
  private static func bfd(_ json: Any) -> [Adjacency]? {
    guard let peers = json as? [[String: Any]] else { return nil }
    return peers.compactMap { entry in
      adjacency(
        .bfd, entry["interface"], peer: entry["peer"] as? String ?? "", state: entry["status"],
        seconds: ((entry["uptime"] ?? entry["downtime"]) as? NSNumber)?.int64Value)
    }
  }

  /// Without an interface it is none of a tunnel's.
  private static func adjacency(
    _ kind: AdjacencyKind, _ interface: Any?, peer: String, state: Any?, seconds: Int64?
  ) -> Adjacency? {
    guard let text = interface as? String, let name = text.split(separator: ":").first.flatMap({ InterfaceName($0) }),
      let word = (state as? String)?.split(separator: "/").first
    else { return nil }
    return Adjacency(interface: name, kind: kind, peer: peer, state: String(word), seconds: seconds)
  }

  /// `00:07:47`, `1d02h03m` or `1w2d03h` (lib/frrtime.h, `frrtime_to_interval`).
  static func duration(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1]
    let parts = text.split(separator: ":").map { Int64($0) }
    if parts.count == 3, let hours = parts[0], let minutes = parts[1], let seconds = parts[2],
      [hours, minutes, seconds].allSatisfy({ (0..<100).contains($0) })
    {
      return hours * 3_600 + minutes * 60 + seconds
    }
    var total: Int64 = 0
    var number: Int64?
    for character in text {
      if let digit = character.wholeNumberValue, character.isASCII {
        let next = (number ?? 0) * 10 + Int64(digit)
        guard next < 1_000_000 else { return nil }
        number = next
      } else if let unit = units[character], let value = number {
        total += value * unit
        number = nil
      } else {
        return nil
      }
    }
    return number == nil && !text.isEmpty ? total : nil
  }
}
