/// Reads a host in one script: everything that ``HostObservation`` holds, and never a secret.
///
/// Each line of the output begins with a word that says what it is, so that reading it is a table
/// (``ObservationReader``). `wg` is asked field by field, because `wg show … dump` prints the private key.
package enum HostObserver {
  /// The script; it writes nothing on the host.
  /// - Parameter keys: Which boot files have these anywhere is told.
  package static func script(mesh: String, lookingFor keys: [PublicKey] = []) -> ShellText {
    """
    \(BootFileReading.function)
    \(possible)
    \(responds)
    \(PresharedKeyReading.functions(mesh: mesh))
    read -r uptime rest </proc/uptime
    read -r boot </proc/sys/kernel/random/boot_id
    echo "clock $(date +%s) $uptime $boot"
    echo "tools $(wg --version 2>/dev/null)"
    echo "kernel $(uname -r)"
    if [ -e /sys/module/wireguard ] || modprobe -n -q wireguard 2>/dev/null; then echo "able kernel"; fi
    if command -v wireguard-go >/dev/null; then echo "able userspace"; fi
    if command -v wg-quick >/dev/null && command -v bash >/dev/null; then echo "able wg-quick"; fi
    if [ -d /run/systemd/system ]; then echo "able systemd"; fi
    case $(ip -V 2>/dev/null) in *iproute2*) ;; *) echo "routes unmarked" ;; esac
    if [ "$(cat /proc/sys/net/ipv4/conf/all/forwarding 2>/dev/null)" = 1 ]; then echo "forwarding ipv4"; fi
    if [ "$(cat /proc/sys/net/ipv6/conf/all/forwarding 2>/dev/null)" = 1 ]; then echo "forwarding ipv6"; fi
    for i in $(wg show interfaces); do
      if ! possible "$i"; then continue; fi
      if ! responds "$i"; then echo "silent $i"; continue; fi
      echo "interface $i $(wg show "$i" public-key) $(wg show "$i" listen-port)"
      ip -o link show dev "$i" | sed "s/^/link $i /"
      (cd /proc/sys/net/ipv4/conf && echo "source-filter $i $(cat "$i/rp_filter") $(cat all/rp_filter)")
      ip -o address show dev "$i" | sed "s/^/address $i /"
      ip -4 route show dev "$i" | sed "s/^/route4 $i /"
      ip -6 route show dev "$i" 2>/dev/null | sed "s/^/route6 $i /"
      for field in peers endpoints allowed-ips latest-handshakes transfer persistent-keepalive; do
        wg show "$i" "$field" | sed "s/^/$field $i /"
      done
      { preshared_keys; wg show "$i" preshared-keys; } | matched "preshared-key $i"
    done
    for file in \(HostFolder.wireguard)/*.conf; do
      name=${file##*/}
      if [ -f "$file" ] && possible "${name%.conf}"; then
        boot_file "$file" "${name%.conf}"
        \(mentions(of: keys))
        { preshared_keys; boot_preshared_keys "$file"; } | matched "boot-preshared-key ${name%.conf}"
      fi
    done
    if [ -r \(HostFolder.marker(mesh: mesh)) ]; then echo "marker $(tr -d '\\n' <\(HostFolder.marker(mesh: mesh)))"; fi
    for file in \(HostFolder.keys(mesh: mesh))/*; do
      if [ -f "$file" ]; then echo "key ${file##*/} $(wg pubkey <"$file")"; fi
    done
    \(Follower.report(mesh: mesh))
    preshared_key_digests
    echo end
    """
  }

  private static func mentions(of keys: [PublicKey]) -> ShellText {
    if keys.isEmpty { return ":" }
    let words = ShellText(words: keys.sorted().map { "\($0)" })
    return """
      for key in \(words); do
        if grep -qF -e "$key" "$file"; then echo "boot-mention ${name%.conf} $key"; fi
      done
      """
  }

  /// Defines `possible NAME`: whether it is an ``InterfaceName``. Others are none of Weft's.
  private static let possible: ShellText = """
    possible() {
      case $1 in '' | . | .. | -* | *[!A-Za-z0-9_=+.-]*) return 1 ;; esac
      [ ${#1} -le 15 ]
    }
    """

  /// Defines `responds INTERFACE`: a wireguard-go that hangs would hold `wg` for ever, and `timeout` is not everywhere.
  private static let responds: ShellText = """
    responds() {
      if [ ! -S "/var/run/wireguard/$1.sock" ]; then return 0; fi
      wg show "$1" public-key >/dev/null 2>&1 &
      asked=$!
      (
        trap 'kill $nap; exit' TERM
        sleep 10 &
        nap=$!
        wait $nap
        kill $asked
      ) >/dev/null 2>&1 &
      guard=$!
      wait $asked 2>/dev/null
      answer=$?
      kill $guard 2>/dev/null
      return $answer
    }
    """

  /// Reads what the script printed.
  /// - Throws: ``ObservationError``.
  package static func parse(_ output: String, node: String) throws(ObservationError) -> HostObservation {
    var reader = ObservationReader(node: node)
    for line in output.split(separator: "\n") { try reader.read(line) }
    return try reader.finish()
  }
}
