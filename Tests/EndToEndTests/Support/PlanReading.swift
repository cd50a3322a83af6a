import Foundation

/// What `weft plan --format json` prints, as far as tests look at it.
struct PlanReading: Decodable {
  struct Wave: Decodable {
    var kind: String
    var nodes: [Node]
  }

  struct Node: Decodable {
    var node: String
    var steps: [Step]
  }

  struct Step: Decodable {
    var action: String
    var peer: String?
    var prefix: String?
    var allowedIpsBefore: [String]?
    var allowedIpsAfter: [String]?
    var endpoint: String?
  }

  var changesPending: Bool
  var waves: [Wave]
  var unchanged: [String]

  init(_ outcome: Outcome) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Self.self, from: Data(outcome.output.utf8))
  }

  /// The names of the nodes that have a step of which something is true, sorted.
  func nodes(where condition: (Step) -> Bool) -> [String] {
    let nodes = waves.flatMap(\.nodes).filter { node in node.steps.contains(where: condition) }
    return Set(nodes.map(\.node)).sorted()
  }

  /// Every step with its node.
  var steps: [(node: String, step: Step)] {
    waves.flatMap(\.nodes).flatMap { node in node.steps.map { (node.node, $0) } }
  }
}
