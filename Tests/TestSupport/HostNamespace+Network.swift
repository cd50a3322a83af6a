import Foundation
package import Lab
package import WireGuard

extension HostNamespace {
  /// Lays a cable to another host, and gives its ends these addresses of one network.
  package func connect(_ address: String, to other: HostNamespace, _ otherAddress: String) async throws {
    let made = try await LocalShell.dash.run(
      """
      ip link add name cable netns \(try await pid()) type veth peer name cable netns \(try await other.pid())
      """)
    guard made.exitCode == 0 else { throw HostTestError(made.output) }
    for (host, address) in [(self, address), (other, otherAddress)] {
      // Each cable has a name of its own.
      let name = "c" + address.filter(\.isNumber)
      try await host.expect(
        "ip link set cable name \(name); ip address add \(address + "/24") dev \(name); ip link set \(name) up")
    }
  }

  /// A flow between the two hosts' addresses; `rate` is packets per second, each way.
  package func startFlow(
    _ address: IPAddress, to other: HostNamespace, _ otherAddress: IPAddress, rate: Int
  ) async throws -> Flow {
    let ends = (
      Flow.End(name: "\(address)", pids: [try await pid()], address: address),
      Flow.End(name: "\(otherAddress)", pids: [try await other.pid()], address: otherAddress)
    )
    let flow = try Flow([ends], rate: rate)
    try flow.begin()
    return flow
  }

  /// A process of the host as this machine numbers it.
  private func pid() async throws -> Int32 {
    let network = try await expect("readlink /proc/self/ns/net").dropLast()
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let pid = Int32(name),
        let found = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/ns/net"),
        found == network
      else { continue }
      return pid
    }
    throw HostTestError("no process is in \(network)")
  }
}
