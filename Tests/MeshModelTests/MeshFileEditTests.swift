import MeshModel
import Testing

struct MeshFileEditTests {
  @Test(arguments: [
    ("name: a\npresharedKeys: true   # one a tunnel\n", "name: a\npresharedKeys: {generation: 2}   # one a tunnel\n"),
    ("presharedKeys: \"true\"\n", "presharedKeys: {generation: 2}\n"),
    ("presharedKeys: {generation: 2} # x\n", "presharedKeys: {generation: 3} # x\n"),
    ("presharedKeys: { generation:  9 }\nname: a", "presharedKeys: { generation:  10 }\nname: a"),
    (
      "# A.\npresharedKeys:\n  # Of 2025.\n  generation: 41 # y\n",
      "# A.\npresharedKeys:\n  # Of 2025.\n  generation: 42 # y\n"
    ),
    ("{name: a, presharedKeys: true, version: 1}", "{name: a, presharedKeys: {generation: 2}, version: 1}"),
    ("presharedKeys: true\r\nname: a\r\n", "presharedKeys: {generation: 2}\r\nname: a\r\n"),
  ])
  func `The generation counts up, and nothing else changes`(before: String, after: String) throws {
    #expect(try MeshFileEdit.raisingPresharedKeyGeneration(in: before) == after)
  }

  @Test(arguments: [
    "name: a\n", "presharedKeys: false\n", "presharedKeys:\n", "presharedKeys: yes\n",
    "presharedKeys: {generation: x}\n",
    "presharedKeys: [true]\n", "presharedKeys: {}\n", "presharedKeys: >\n  true\n", "", "a: b: c\n",
  ])
  func `Where they are off, or laid out in another way, nothing is edited`(text: String) {
    #expect(throws: FileEditError.self) { try MeshFileEdit.raisingPresharedKeyGeneration(in: text) }
  }
}
