import TestSupport
import Testing

@testable import SSH

/// What OpenSSH 9.2 says where there is no session, and what a reader is told.
struct OpenSSHFailureTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var said: String
    var told: String
    var testDescription: String { told }
  }

  private static let cases = [
    Case(
      said: "ssh: connect to host 10.10.0.23 port 2022: Connection refused",
      told: "connect to host 10.10.0.23 port 2022: Connection refused"),
    // Through a proxy, that of the user's own configuration too.
    Case(
      said: "Connection timed out during banner exchange\nConnection to UNKNOWN port 65535 timed out",
      told: "Connection to 10.10.0.23 port 2022 timed out"),
    Case(
      said: "kex_exchange_identification: Connection closed by remote host\nConnection closed by UNKNOWN port 65535",
      told: "no connection from there to 10.10.0.23 port 2022"),
    Case(
      said: "kex_exchange_identification: read: Connection reset by peer\nConnection reset by UNKNOWN port 65535",
      told: "Connection reset by 10.10.0.23 port 2022"),
  ]

  @Test(arguments: cases) func theAddressIsTheNodesOwn(example: Case) {
    let address = HostAddress(node: "branch-3", host: "10.10.0.23", port: 2022)
    let end = ShellSession.Ended(exitCode: 255, errorOutput: example.said)
    #expect(OpenSSHFailure.connecting(end, address) == .unreachable(node: "branch-3", reason: example.told))
  }

  @Test func aPortThatIsTheUsersIsNotGuessed() {
    let end = ShellSession.Ended(exitCode: 255, errorOutput: "Connection to UNKNOWN port 65535 timed out")
    let told = OpenSSHFailure.connecting(end, HostAddress(node: "a", host: "a.example.net"))
    #expect(told == .unreachable(node: "a", reason: "Connection to a.example.net timed out"))
  }
}
