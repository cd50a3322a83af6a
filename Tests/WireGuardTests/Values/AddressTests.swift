import TestSupport
import Testing
import WireGuard

@Suite struct AddressTests {
  @Test(arguments: [
    ("10.10.0.1", "10.10.0.1"), ("255.255.255.255", "255.255.255.255"), ("0.0.0.0", "0.0.0.0"),
    ("::", "::"), ("::1", "::1"), ("fd10:10:0:0::1", "fd10:10::1"), ("FD10:10::A", "fd10:10::a"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),  // RFC 5952, 4.2.2: one group is not shortened
    ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),  // 4.2.3: the longest run
    ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),  // 4.2.3: of equal ones the first
    ("::ffff:192.0.2.1", "::ffff:c000:201"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
  ])
  func reads(text: String, canonical: String) throws {
    let address = try #require(IPAddress(text))
    #expect(address.description == canonical)
    #expect(IPAddress(canonical) == address)
  }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.+4", "1.2.3.4 ", "::1::", "1:2:3:4:5:6:7", ":1",
    "1:2:3:4:5:6:7:8:9", "12345::", "fe80::1%eth0", "::g", "::1.2.3", "1:2:3:4:5:6:7:8::", "+1::",
  ])
  func refuses(text: String) { #expect(IPAddress(text) == nil) }

  @Test(arguments: [
    ("10.0.0.0/8", true), ("10.0.0.1/8", false), ("10.0.0.1", true), ("10.0.0.1/32", true), ("10.0.0.0/33", false),
    ("fd00::/8", true), ("fd00::1/8", false), ("::/0", true), ("0.0.0.0/0", true), ("10.0.0.0/08", false),
    ("10.0.0.0/", false), ("10.0.0.0/8/8", false), ("/8", false),
  ])
  func prefix(text: String, isRead: Bool) { #expect((Prefix(text) != nil) == isRead) }

  @Test func masksHostBitsWhenAsked() {
    #expect(Prefix(masking: "10.1.2.3/8")?.description == "10.0.0.0/8")
    #expect(Prefix(masking: "fd10:10::1/64")?.description == "fd10:10::/64")
  }

  @Test func containment() throws {
    let wide = try #require(Prefix("10.10.0.0/16"))
    let narrow = try #require(Prefix("10.10.3.0/24"))
    let other = try #require(Prefix("10.11.0.0/24"))
    let six = try #require(Prefix("::/0"))
    #expect(wide.contains(narrow) && !narrow.contains(wide))
    #expect(wide.overlaps(narrow) && narrow.overlaps(wide) && !wide.overlaps(other))
    #expect(!six.contains(narrow), "families do not mix")
    #expect(wide.contains(wide))
  }

  @Test(arguments: [
    ("203.0.113.1:51820", "203.0.113.1:51820"), ("[2001:db8::1]:51820", "[2001:db8::1]:51820"),
    ("Hub.Example.net:1", "hub.example.net:1"),
  ])
  func endpoint(text: String, canonical: String) { #expect(Endpoint(text)?.description == canonical) }

  @Test(arguments: [
    "203.0.113.1", "203.0.113.1:0", "203.0.113.1:65536", "203.0.113.1:+1", "2001:db8::1:51820", "[203.0.113.1]:1",
    "-hub:1", "hub..net:1", "1.2.3:5", "hub example:1", "$(reboot):1", ":1", "hub:01",
  ])
  func refusesEndpoint(text: String) { #expect(Endpoint(text) == nil) }

  @Test(arguments: [
    ("wg0", true), ("a-very-long-name", false), ("", false), ("-wg", false), ("wg 0", false), ("..", false),
  ])
  func interfaceName(text: String, isRead: Bool) { #expect((InterfaceName(text) != nil) == isRead) }
}
