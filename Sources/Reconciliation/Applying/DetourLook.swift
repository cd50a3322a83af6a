import SSH
import WireGuard

/// Looks for what speaks against a second interface: a firewall that names the first, which may not let through on another what
/// it lets through there; and tools that cannot send packets with a mark, by which the second is proved.
struct DetourLook: Sendable {
  let fleet: Fleet

  /// The nodes that cannot have one: a rule names the interface, the tools are not there, or the host does not answer.
  func unfit(_ interfaces: [(node: String, interface: InterfaceName)]) async -> Set<String> {
    let byNode = Dictionary(grouping: interfaces, by: \.node).mapValues { Set($0.map(\.interface)).sorted() }
    let answers = await fleet.forEach(byNode.keys.sorted()) { node, host -> Bool in
      guard let host, let result = try? await host.run(Self.script(byNode[node] ?? [])) else { return true }
      return result.output.contains("unfit")
    }
    return Set(answers.filter(\.value).keys)
  }

  /// Of nftables, and of iptables where that keeps tables of its own. A pattern such as `wg*` is no name.
  private static func script(_ interfaces: [InterfaceName]) -> ShellText {
    """
    ping -m \(Prover.mark) -c 1 -W 1 127.0.0.1 >/dev/null 2>&1 && ip rule show >/dev/null 2>&1 || echo unfit
    rules=$(nft list ruleset 2>/dev/null; iptables-save 2>/dev/null; ip6tables-save 2>/dev/null)
    for interface in \(ShellText(words: interfaces.map { "\($0)" })); do
      case " $(printf '%s' "$rules" | tr '\\n"' '  ') " in *" $interface "*) echo unfit ;; esac
    done
    """
  }
}
