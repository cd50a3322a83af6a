import WireGuard

/// What process 1 of a machine runs: it sets the machine up, says `ready`, and reaps what loses its parent.
///
/// The values in it are addresses, ports and checked names; anything else is quoted by ``ShellText``.
struct BootScript {
  var folder: LabFolder
  var machine: Machine
  var hosts: String
  var controllerKey: String
  /// Folders of the running program and its libraries that the machine's own folders would hide.
  var visible: [String] = []

  var text: String {
    """
    #!/bin/sh
    # Boots \(machine.name) of the lab \(folder.name), and then is its process 1.
    set -eu
    exec 3>&1
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
    name=\(ShellText.quote(machine.name))
    disk=\(ShellText.quote(folder.disk(machine.name)))

    boot() {
    \(parts.joined(separator: "\n\n"))
    }

    boot 3>&-
    echo ready >&3
    exec 3>&- >/dev/null 2>&1 </dev/null
    # A shell that waits collects every orphan that ends.
    while :; do sleep 1000000 & wait; done

    """
  }

  private var parts: [String] {
    var parts = [BootParts.start, BootParts.network]
    if machine.role == .internet { return parts + [BootParts.router] }
    if machine.role == .nat { parts.append(BootParts.router) }
    parts.append(plug)
    if machine.role == .nat { return parts + [translation, BootParts.untouchedFiles] }
    if !visible.isEmpty { parts.append(keep) }
    parts.append(BootParts.files(hosts: hosts, frr: machine.runsFRR ? BootParts.frrFiles : ""))
    if machine.role == .node || machine.role == .peer {
      parts += [BootParts.standIns, BootParts.record, BootParts.packetsFirst, BootParts.units]
    }
    if machine.runsFRR { parts.append(BootParts.frr(after: machine.lan)) }
    parts.append(machine.role == .controller ? BootParts.controller : BootParts.readOnly)
    if machine.role == .git { parts.append(BootParts.git) }
    if machine.hasSSH { parts.append(BootParts.server(port: machine.sshPort, key: controllerKey)) }
    return parts
  }

  /// The link to the machine that this one is plugged into: it was started in that one's network (descriptor 9).
  private var plug: String {
    guard let uplink = machine.uplink else { return "" }
    let port = uplink.port
    let there =
      ["link set dev \(port) up"]
      + uplink.gateways.map { "address add \($0) dev \(port)\(Self.flags($0))" }
      + uplink.addresses.filter(\.isHost).map { "route add \($0) dev \(port)" }
      + uplink.routed.map { route in
        let via = uplink.addresses.first { $0.family == route.family }
        return "route add \(route)\(via.map { " via \($0.address)" } ?? "") dev \(port) onlink"
      }
    let here =
      ["link set eth0 up"]
      + uplink.addresses.map { "address add \($0) dev eth0\(Self.flags($0))" }
      + machine.loopback.map { "address add \($0) dev lo\(Self.flags($0))" }
      + IPAddress.Family.allCases.compactMap { family in
        uplink.gateways.first { $0.family == family }
          .map { "route add default via \($0.address) dev eth0 onlink" }
      }
    return """
      # The kernel takes a dead network apart in its own time: the port may still be there.
      nsenter --net=/proc/self/fd/9 ip link delete \(port) 2>/dev/null || true
      ip link add eth0 type veth peer name \(port) netns /proc/self/fd/9
      nsenter --net=/proc/self/fd/9 ip -batch - <<'END'
      \(there.joined(separator: "\n"))
      END
      ip -batch - <<'END'
      \(here.joined(separator: "\n"))
      END
      exec 9<&-
      """
  }

  /// The addresses are unique by construction; asking the neighbours for a second would only take time.
  private static func flags(_ address: InterfaceAddress) -> String { address.family == .ipv6 ? " nodad" : "" }

  /// A consumer's router: another port for every flow, and only answers come in.
  private var translation: String {
    let outside = machine.uplink?.addresses.map(\.address) ?? []
    let forwards = machine.forwards.compactMap { forward -> String? in
      let (word, bracketed) =
        forward.target.family == .ipv4
        ? ("ip", "\(forward.target.address)") : ("ip6", "[\(forward.target.address)]")
      let own = outside.filter { $0.family == forward.target.family }.map(\.description)
      guard !own.isEmpty else { return nil }
      return "    \(word) daddr { \(own.joined(separator: ", ")) } \(forward.transport.rawValue) dport \(forward.port)"
        + " dnat \(word) to \(bracketed):\(forward.targetPort)"
    }
    return """
      nft -f - <<'END'
      table inet nat {
        chain outside {
          type nat hook prerouting priority dstnat;
      \(forwards.joined(separator: "\n"))
        }
        chain inside {
          type nat hook postrouting priority srcnat;
          meta nfproto ipv4 oifname "eth0" masquerade random
        }
        chain firewall {
          type filter hook forward priority filter; policy drop;
          ct state established,related accept
          ct status dnat accept
          iifname != "eth0" accept
        }
      }
      END
      # Seconds, as consumer routers have them; RFC 4787 asks for more.
      sysctl -qw net.netfilter.nf_conntrack_udp_timeout=30 net.netfilter.nf_conntrack_udp_timeout_stream=120
      """
  }

  /// Holds folders at /mnt until the machine's own are in place, then puts them where the program looks for them.
  private var keep: String {
    let held = visible.enumerated().map { "mkdir /mnt/\($0); mount --bind \(ShellText.quote($1)) /mnt/\($0)" }
    let shown = visible.enumerated().map { index, path in
      "  mkdir -p \(ShellText.quote(path)); mount --move /mnt/\(index) \(ShellText.quote(path))"
    }
    return """
      mount -t tmpfs -o size=64k weft-lab /mnt
      \(held.joined(separator: "\n"))
      show() {
      \(shown.joined(separator: "\n"))
      umount /mnt
      }
      """
  }
}
