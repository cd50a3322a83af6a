import TestSupport
import Testing
import WireGuard

/// Damaged texts of keys, prefixes and endpoints, and damaged reports of hosts: each is read or refused.
///
/// `make fuzz` tries 200,000 cases; here are a few of the same.
struct FuzzTests {
  @Test(.timeLimit(.minutes(120)))
  func valuesAreReadAsTheyAreWritten() throws {
    let texts = [
      PublicKey.numbered(1).description, "10.20.1.0/24", "fd10:20:1::/64", "2001:db8::192.0.2.1", "203.0.113.1:51820",
      "[2001:db8::1]:51820", "hub-a.example.net:51820", "wg0", "fra-1.2",
    ]
    let mutation = Mutation(
      pieces: texts + [":", "/", ".", "[", "]", "::", "0", "-1", "+1", "256", "65536", "é", " ", "="])
    var read = 0
    for seed in 0..<Mutation.cases(0.25, quick: 5_000) {
      var random = SeededGenerator(seed: seed)
      let text = String(decoding: mutation.apply(Array(texts[seed % texts.count].utf8), using: &random), as: UTF8.self)
      // What is read is written so that it is read as the same.
      if let key = PublicKey(text) { #expect(PublicKey(key.description) == key && key.description == text) }
      if let address = IPAddress(text) { #expect(IPAddress(address.description) == address, "\(text)") }
      if let prefix = Prefix(text) { #expect(Prefix(prefix.description) == prefix, "\(text)") }
      if let prefix = Prefix(masking: text) { #expect(Prefix(prefix.description) == prefix, "\(text)") }
      if let endpoint = Endpoint(text) {
        #expect(Endpoint(endpoint.description) == endpoint, "\(text)")
        read += 1
      }
      if let name = InterfaceName(text) { #expect(name.text == text) }
      if let name = PresharedKeyName(fileName: text) { #expect(name.fileName == text) }
    }
    #expect(read > 0)
  }

  @Test(.timeLimit(.minutes(120)))
  func reportsAreReadOrRefused() throws {
    let report = Self.report
    _ = try HostObserver.parse(report, node: "a")
    let mutation = Mutation(
      pieces: report.split(separator: "\n").map { "\n\($0)\n" }
        + report.split(whereSeparator: \.isWhitespace).map(String.init)
        + ["\n", " ", "\t", "(none)", "off", "-1", "18446744073709551616", "0", "\\", "<>", "é", "\u{0}", "end\n"])
    var (read, refused) = (0, 0)
    for seed in 0..<Mutation.cases(0.15, quick: 1_000) {
      var random = SeededGenerator(seed: seed)
      let text = String(decoding: mutation.apply(Array(report.utf8), using: &random), as: UTF8.self)
      do {
        let observation = try HostObserver.parse(text, node: "a")
        for interface in observation.interfaces {
          _ = InterfaceDifference.commands(
            from: interface.configuration, to: observation.interfaces[0].configuration)
        }
        read += 1
      } catch {
        #expect(!error.diagnostics.isEmpty)
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }

  /// A line of every kind that the observer's script prints.
  private static let report: String = {
    let (one, other, third) = (PublicKey.numbered(1), PublicKey.numbered(2), PublicKey.numbered(3))
    let digest = String(repeating: "a", count: 64)
    let marker = Marker(mesh: "example", node: "a", commit: "0123", digest: digest, interfaces: ["wg0"])
    return """
      clock 1700000000 12345.67 5f0c2a4e-8a0b-4c8e-9d53-0a3f4b7c1d2e
      tools wireguard-tools v1.0.20250521 - https://git.zx2c4.com/wireguard-tools/
      kernel 6.16.1-amd64
      able kernel
      able wg-quick
      able systemd
      forwarding ipv4
      interface wg0 \(one) 51820
      link wg0 4: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue state UNKNOWN mode DEFAULT group default
      address wg0 4: wg0    inet 10.10.0.1/32 scope global wg0\\       valid_lft forever preferred_lft forever
      address wg0 4: wg0    inet6 fd10:10::1/128 scope global \\       valid_lft forever preferred_lft forever
      route4 wg0 10.10.0.2 proto 171 scope link
      route6 wg0 fd10:10::2 proto 171 metric 1024 pref medium
      peers wg0 \(other)
      peers wg0 \(third)
      endpoints wg0 \(other)\t203.0.113.2:51820
      endpoints wg0 \(third)\t(none)
      allowed-ips wg0 \(other)\t10.10.0.2/32 fd10:10::2/128
      allowed-ips wg0 \(third)\t(none)
      latest-handshakes wg0 \(other)\t1699999990
      transfer wg0 \(other)\t1000\t2000
      persistent-keepalive wg0 \(other)\t25
      persistent-keepalive wg0 \(third)\toff
      preshared-key wg0 \(other) fra-1.1
      boot wg0 \(digest) \(one) yes
      boot-line wg0 PostUp = true
      boot-mention wg0 \(other)
      boot-preshared-key wg0 \(other) fra-1.1
      marker \(marker.json)
      key \(one.fileName) \(one)
      follow wg0 \(other) \(third)
      preshared-key-file fra-1.1 \(digest)
      end

      """
  }()
}
