import MeshModel
import TestSupport
import Testing
import WireGuard

struct KeyLineTests {
  static let key = MeshFixtures.key(5)
  static let other = MeshFixtures.key(6)

  @Test(arguments: [
    "publicKey: \(key)\n", "# publicKey: \(other)\npublicKey: \(key) # publicKey: \(other)\n",
    "tags: [a] # was publicKey: \(other)\n\"publicKey\" : '\(key)'", "{tags: [a], publicKey: \(key), managed: true}",
    "publicKey:\n  \(key)\n", "not: [yaml\npublicKey: \(key)\n", "tags: [a#b]\r\npublicKey: \(key)\r\n",
    "oldpublicKey: \(other)\npublicKey: \(key)\n",
  ])
  func `The key of a file is found`(text: String) {
    #expect(KeyLine.publicKey(in: Array(text.utf8))?.description == Self.key)
  }

  @Test(arguments: [
    "", "publicKey", "publicKey:", "publicKey: \(key.dropLast())\n", "# publicKey: \(key)\n", "tags: [\(key)]\n",
    "publicKeys: \(key)\n",
  ])
  func `Where there is none, none is found`(text: String) {
    #expect(KeyLine.publicKey(in: Array(text.utf8)) == nil)
  }

  @Test func `It reads what the loader reads`() throws {
    let files = MeshFixtures.fullMesh(3)
    let mesh = try #require(MeshLoader.load(files: files, folder: "").mesh)
    for node in mesh.nodes { #expect(KeyLine.publicKey(in: files[node.file] ?? []) == node.publicKey) }
  }
}
