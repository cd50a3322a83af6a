import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Codes of what is asked and imported: each has the severity that the page gives, and says what to do.
struct OtherCodeTests {
  struct Scene: CustomTestStringConvertible, Sendable {
    var code: DiagnosticCode
    var found: @Sendable () throws -> [Diagnostic]

    var testDescription: String { code.rawValue }
  }

  static let scenes = questions + quickFiles + imports + inventories

  private static let questions = [
    Scene(code: .nodeUnknown) { AnalysisError.unknownNode("x", known: ["a"]).diagnostics },
    Scene(code: .nodeNotPart) { AnalysisError.notEnrolled("a").diagnostics },
    Scene(code: .tunnelUnknown) { AnalysisError.noTunnel(Tunnel("a", "b"), peers: ["c"]).diagnostics },
    Scene(code: .traceFamilies) { AnalysisError.noCommonFamily("a", "b").diagnostics },
  ]

  private static let quickFiles = [
    quickFile(.quickFileSection, "# nothing"),
    quickFile(.quickFileLine, "[Interface]\nwhat is this"),
    quickFile(.quickFileKey, "[Interface]\nAdress = 10.0.0.1/24"),
    quickFile(.quickFileValue, "[Interface]\nListenPort = 65536"),
    quickFile(.quickFilePeer, "[Interface]\n[Peer]\nAllowedIPs = 10.0.0.1/32"),
  ]

  private static func quickFile(_ code: DiagnosticCode, _ text: String) -> Scene {
    Scene(code: code) { QuickFile.read(Array(text.utf8), file: "a.conf").diagnostics }
  }

  private static let imports = [
    Scene(code: .importClash) { try clash([interface(1, "10.0.0.1/24"), interface(1, "10.0.0.2/24")]) },
    Scene(code: .importAddress) { try clash([interface(1, "10.0.0.1/24"), "[Interface]\n"]) },
    Scene(code: .importAllowedIPs) {
      let text = interface(1, "10.0.0.1/24") + peer(2, "10.0.0.2/32") + peer(3, "10.0.0.2/32")
      let file = try #require(QuickFile.read(Array(text.utf8), file: "a.conf").file)
      return ImportedHost.read(file, name: "a", interface: nil).warnings
    },
    Scene(code: .importUnread) { try remarks(interface(1, "10.0.0.1/32") + peer(2, "10.0.0.2/32")) },
    Scene(code: .importAddressLength) { try remarks(interface(1, "10.0.0.1/24") + peer(2, "10.0.0.2/32")) },
    Scene(code: .importSetting) { try remarks(interface(1, "10.0.0.1/32", "DNS = 10.0.0.9") + peer(2, "10.0.0.2/32")) },
  ]

  private static let inventories = [
    Scene(code: .inventory) { try inventory("all:\n  hosts: {}\n", "10.0.0.0/24") },
    Scene(code: .inventoryJump) {
      let text = "all:\n  hosts:\n    a: {ansible_ssh_common_args: \"-o ProxyCommand=reach\"}\n"
      return AnsibleInventory.read(Array(text.utf8), file: "x").diagnostics
    },
    Scene(code: .inventoryRange) { try inventory("all:\n  hosts:\n    \"n[1:7]\":\n", "10.0.0.0/29") },
  ]

  private static func interface(_ key: Int, _ address: String, _ more: String = "") -> String {
    "[Interface]\nPrivateKey = \(QuickFileText.privateKey(key))\nAddress = \(address)\n\(more)\n"
  }

  private static func peer(_ key: UInt16, _ allowed: String) -> String {
    "[Peer]\nPublicKey = \(MeshFixtures.key(key))\nEndpoint = 203.0.113.\(key):51820\nAllowedIPs = \(allowed)\n"
  }

  private static func remarks(_ text: String) throws -> [Diagnostic] {
    try ImportFixture([("a.conf", text)]).imported().remarks
  }

  private static func clash(_ texts: [String]) throws -> [Diagnostic] {
    let hosts = try ImportFixture(zip(["a.conf", "b.conf"], texts).map { (path: $0, text: $1) }).hosts()
    do {
      _ = try ImportedRepository(hosts, name: "test", origin: "A test.")
      return []
    } catch {
      return error.diagnostics
    }
  }

  private static func inventory(_ text: String, _ range: String) throws -> [Diagnostic] {
    let hosts = try #require(AnsibleInventory.read(Array(text.utf8), file: "x").hosts)
    do {
      _ = try InventoryRepository(hosts, name: "x", ranges: [try #require(Prefix(range))], origin: "")
      return []
    } catch let failure as Failure {
      return failure.diagnostics
    }
  }

  @Test(arguments: scenes)
  func isToldAsThePageSays(_ scene: Scene) throws {
    let found = try scene.found()
    let diagnostic = try #require(found.first { $0.code == scene.code.rawValue }, "\(found)")
    #expect(diagnostic.severity == scene.code.entry.severity)
    #expect(!diagnostic.remedy.isEmpty)
  }
}
