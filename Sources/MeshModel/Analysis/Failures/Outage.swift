/// What is down.
package struct Outage: Hashable, Sendable {
  package var nodes: Set<String>
  package var tunnels: Set<Tunnel>

  package init(nodes: Set<String> = [], tunnels: Set<Tunnel> = []) {
    self.nodes = nodes
    self.tunnels = tunnels
  }

  package static let none = Outage()
}
