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
    #expect(KeyLine.publicKeys(in: Array(text.utf8)).map(\.description) == [Self.key])
  }

  @Test(arguments: [
    "", "publicKey", "publicKey:", "publicKey: \(key.dropLast())\n", "# publicKey: \(key)\n", "tags: [\(key)]\n",
    "publicKeys: \(key)\n",
  ])
  func `Where there is none, none is found`(text: String) {
    #expect(KeyLine.publicKeys(in: Array(text.utf8)) == [])
  }

  @Test func `It reads what the loader reads`() throws {
    let files = MeshFixtures.fullMesh(3)
    let mesh = try #require(MeshLoader.load(files: files, folder: "").mesh)
    for node in mesh.nodes { #expect(KeyLine.publicKeys(in: files[node.file] ?? []) == [node.publicKey]) }
  }

  @Test func `All keys of a file that lists nodes are found`() {
    let text =
      "nodes:\n  a: {publicKey: \(Self.key)}\n  # publicKey: \(MeshFixtures.key(7))\n"
      + "  b:\n    publicKey: \(Self.other)\n"
    #expect(KeyLine.publicKeys(in: Array(text.utf8)).map(\.description) == [Self.key, Self.other])
  }
}
