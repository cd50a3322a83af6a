import Diagnostics
import WireGuard

/// Keys, addresses and endpoints belong to one node each.
enum IdentityChecks {
  static func run(_ nodes: [NodeDeclaration], _ findings: inout Findings) {
    var keys = Owners<PublicKey>(
      code: .keyTaken,
      consequence: { _, _ in "Two hosts with one key take each other's packets: WireGuard knows a peer by it." },
      remedy: "Each node has a key of its own: `weft enroll` makes it.")
    var addresses = Owners<IPAddress>(
      code: .addressTaken,
      consequence: { Contest.consequence($0, $1, of: "the address") },
      remedy: "Give one of them another address.")
    var endpoints = Owners<Endpoint>(
      code: .endpointTaken, consequence: { _, _ in "" }, remedy: "Behind one address, give each node a port of its own."
    )
    for node in nodes {
      if let key = node.publicKey { keys.add(key, node, called: "this public key", &findings) }
      for address in node.addresses { addresses.add(address, node, called: "\(address.value)", &findings) }
      if let endpoint = node.endpoint { endpoints.add(endpoint, node, called: "\(endpoint.value)", &findings) }
    }
  }
}

/// Who had a value first.
private struct Owners<Value: Hashable> {
  let code: DiagnosticCode
  let consequence: (_ first: NodeDeclaration, _ second: NodeDeclaration) -> String
  let remedy: String
  private var first: [Value: (node: NodeDeclaration, place: SourceRange)] = [:]

  init(
    code: DiagnosticCode, consequence: @escaping (_ first: NodeDeclaration, _ second: NodeDeclaration) -> String,
    remedy: String
  ) {
    self.code = code
    self.consequence = consequence
    self.remedy = remedy
  }

  mutating func add(_ value: Located<Value>, _ node: NodeDeclaration, called name: String, _ findings: inout Findings) {
    guard let owner = first[value.value] else {
      first[value.value] = (node, value.place)
      return
    }
    let isSame = owner.node.name == node.name
    let again = isSame ? "is given twice" : "is already \(owner.node.name)'s"
    findings.report(
      Diagnostic(
        code: code, "\(name) \(again)", at: .source(value.place),
        notes: [.init("first declared here", at: .source(owner.place))],
        consequence: isSame ? "" : consequence(owner.node, node),
        remedy: isSame ? "Keep one of them." : remedy))
  }
}
