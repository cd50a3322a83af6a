/// Warms a node's tunnels and measures them, all at once, in about a second: run on the node over SSH.
package struct TunnelProbe: Hashable, Sendable {
  package var tunnels: [Tunnel]

  package struct Tunnel: Hashable, Sendable {
    package var interface: InterfaceName
    package var peer: PublicKey
    /// An address of the peer inside the tunnel; without one nothing is sent, and no round trip known.
    package var target: IPAddress?

    package init(interface: InterfaceName, peer: PublicKey, target: IPAddress?) {
      self.interface = interface
      self.peer = peer
      self.target = target
    }
  }

  package init(tunnels: [Tunnel]) { self.tunnels = tunnels }

  /// The first ping may have to wait for a handshake: it warms, and is not measured.
  static let measuredPings = 4

  /// Prints what ``measurements(_:)`` reads. It changes nothing on the host.
  ///
  /// One `ping` a tunnel where it takes a fraction of a second as interval; else some, one after another.
  package var script: ShellText {
    let pings = tunnels.indices.compactMap { index -> ShellText? in
      guard let target = tunnels[index].target else { return nil }
      return "probe \(index) \(tunnels[index].interface) \(target) &"
    }
    return """
      \(functions)
      look before
      \(ShellText(lines: pings))
      wait
      sleep 0.3 2>/dev/null || :
      look after
      wg show all latest-handshakes | sed 's/^/handshake /'
      """
  }

  private var functions: ShellText {
    let interfaces = ShellText(words: Set(tunnels.map(\.interface)).sorted().map { "\($0)" })
    return """
      look() {
      read -r up rest < /proc/uptime
      echo "at $1 ${up%.*}${up#*.}"
      awk -v when="$1" \(Self.counting) /proc/net/dev
      for interface in \(interfaces); do
      wg show "$interface" transfer | sed "s/^/transfer $1 $interface /"
      done
      }
      if ping -c 1 -i 0.2 -W 1 127.0.0.1 >/dev/null 2>&1; then
      probe() { ping -n -c \(Self.measuredPings + 1) -i 0.2 -W 1 -I "$2" "$3" 2>/dev/null | trips "$1" 1; }
      else
      probe() {
      { for turn in \(ShellText(words: (0...Self.measuredPings).map { "\($0)" })); do
      ping -n -c 1 -W 1 -I "$2" "$3" 2>/dev/null
      done; } | trips "$1" 0
      }
      fi
      trips() {
      awk -v number="$1" -v whole="$2" \(Self.reading)
      }
      """
  }

  /// Packets sent and received of every interface (proc_pid_net(5)). Not from /sys, which shows the network that it was
  /// mounted in.
  private static let counting = """
    { sub(/:/, " ") }
    NR > 2 { print "packets", when, $1, $11, $3 }
    """

  /// One line a tunnel from what all its pings printed: which the first one is, they number themselves (iputils from 1,
  /// busybox from 0), or it is that of the first header.
  private static let reading = """
    /^PING / { runs++ }
    match($0, /time=[0-9.]+/) {
      time = substr($0, RSTART + 5, RLENGTH - 5)
      answers++
      first = whole == 1 ? $0 ~ /icmp_seq=1 / || $0 ~ / seq=0 / : runs == 1
      if (!first) list = list " " time
    }
    END { print "trips " number, answers + 0 list }
    """
}
