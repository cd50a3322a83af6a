import MeshModel
import TestSupport
import Testing
import WireGuard

struct NodeFileEditTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var before: String
    var after: String

    var testDescription: String { name }
  }

  static let key = MeshFixtures.key(99)
  static let old = MeshFixtures.key(1)

  static let keys: [Case] = [
    Case(
      name: "replaced, comments kept",
      before: "# Fra\n\npublicKey: \(old)   # of 2024\naddresses:   [10.0.0.1]\n",
      after: "# Fra\n\npublicKey: \(key)   # of 2024\naddresses:   [10.0.0.1]\n"),
    Case(
      name: "replaced between quotes", before: "publicKey: \"\(old)\" # q\ntags: [a]\n",
      after: "publicKey: \(key) # q\ntags: [a]\n"),
    Case(
      name: "replaced wherever it stands", before: "tags: [a]\npublicKey: '\(old)'\nssh: {host: a}",
      after: "tags: [a]\npublicKey: \(key)\nssh: {host: a}"),
    Case(
      name: "put in before the first key", before: "# Comment.\n\n# Another.\naddresses: [10.0.0.1]\n",
      after: "# Comment.\n\n# Another.\npublicKey: \(key)\naddresses: [10.0.0.1]\n"),
    Case(name: "put behind its key", before: "publicKey:\ntags: [a]\n", after: "publicKey: \(key)\ntags: [a]\n"),
    Case(
      name: "put behind its key, before a comment", before: "publicKey:   # soon\ntags: [a]\n",
      after: "publicKey: \(key)   # soon\ntags: [a]\n"),
    Case(name: "put in the place of nothing", before: "publicKey: ~ # x\n", after: "publicKey: \(key) # x\n"),
    Case(name: "put into an empty file", before: "", after: "publicKey: \(key)\n"),
    Case(name: "put after comments alone", before: "# Soon.\n", after: "# Soon.\npublicKey: \(key)\n"),
    Case(
      name: "put into a document", before: "---\ntags: [a]\n", after: "---\npublicKey: \(key)\ntags: [a]\n"),
    Case(
      name: "put into a group on one line", before: "{tags: [a], managed: false}\n",
      after: "{publicKey: \(key), tags: [a], managed: false}\n"),
    Case(
      name: "line ends kept", before: "tags: [a]\r\nmanaged: true\r\n",
      after: "publicKey: \(key)\r\ntags: [a]\r\nmanaged: true\r\n"),
    Case(
      name: "wide characters before it", before: "{\"tags\": [\"é👩‍👩‍👧\"], publicKey: \(old), managed: true}\n",
      after: "{\"tags\": [\"é👩‍👩‍👧\"], publicKey: \(key), managed: true}\n"),
  ]

  @Test(arguments: keys)
  func onlyThePublicKeyChanges(_ edit: Case) throws {
    let key = try #require(PublicKey(Self.key))
    let edited = try NodeFileEdit.setting(publicKey: key, in: edit.before)
    #expect(edited == edit.after)
    #expect(try NodeFileEdit.setting(publicKey: key, in: edited) == edited)
  }

  static let removals: [Case] = [
    Case(
      name: "with its line", before: "# Fra\npublicKey: \(old)   # of 2024\n# x\ntags: [a]\n",
      after: "# Fra\n# x\ntags: [a]\n"),
    Case(name: "at the end", before: "tags: [a]\npublicKey: \"\(old)\"", after: "tags: [a]"),
    Case(name: "alone", before: "publicKey: \(old)\n", after: ""),
    Case(name: "line ends kept", before: "publicKey: \(old)\r\ntags: [a]\r\n", after: "tags: [a]\r\n"),
    Case(name: "empty", before: "publicKey:\ntags: [a]\n", after: "tags: [a]\n"),
    Case(
      name: "first of a group on one line", before: "{publicKey: \(old), tags: [a]}\n", after: "{tags: [a]}\n"),
    Case(
      name: "last of a group on one line", before: "{tags: [a], publicKey: '\(old)'}\n", after: "{tags: [a]}\n"),
    Case(name: "alone in a group on one line", before: "{publicKey: \(old)}\n", after: "{}\n"),
    Case(name: "where there is none", before: "tags: [a]\n", after: "tags: [a]\n"),
  ]

  @Test(arguments: removals)
  func onlyThePublicKeyGoes(_ edit: Case) throws {
    #expect(try NodeFileEdit.removingPublicKey(from: edit.before) == edit.after)
  }

  @Test(arguments: ["publicKey: >-\n  \(old)\ntags: [a]\n", "- a\n", "{tags: [a],\n publicKey: \(old), a: b}\n- c"])
  func aKeyThatIsLaidOutOtherwiseIsNotTakenAway(_ text: String) throws {
    #expect(throws: FileEditError.self) { try NodeFileEdit.removingPublicKey(from: text) }
  }

  static let newHostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN4Lr3dDvoMcXhSGtqIkCTVWFlzqTk1FJn7Y4GV3UVwr"

  static let hostKeys: [Case] = [
    Case(
      name: "in a group of lines", before: "ssh:\n  host: a # x\n  hostKey: \(MeshFixtures.hostKey) # old\n",
      after: "ssh:\n  host: a # x\n  hostKey: \(newHostKey) # old\n"),
    Case(
      name: "put into a group of lines", before: "ssh:\n    host: a\n",
      after: "ssh:\n    hostKey: \(newHostKey)\n    host: a\n"),
    Case(
      name: "in a group on one line", before: "ssh: {host: a, hostKey: \(MeshFixtures.hostKey), port: 22}\n",
      after: "ssh: {host: a, hostKey: \(newHostKey), port: 22}\n"),
    Case(
      name: "put into a group on one line", before: "ssh: {host: a}\n",
      after: "ssh: {hostKey: \(newHostKey), host: a}\n"),
    Case(
      name: "in the place of a list",
      before: "ssh: {hostKey: [\(MeshFixtures.hostKey), \(MeshFixtures.hostKey)], host: a}\n",
      after: "ssh: {hostKey: \(newHostKey), host: a}\n"),
  ]

  @Test(arguments: hostKeys)
  func onlyTheHostKeyChanges(_ edit: Case) throws {
    #expect(try NodeFileEdit.setting(hostKey: Self.newHostKey, in: edit.before) == edit.after)
  }

  @Test(arguments: [
    "publicKey: >-\n  \(old)\n", "publicKey: |-\n  \(old)\n", "- a\n", "publicKey: [\n  a\n]\n", "a: [b\n",
    "publicKey: AAAA\n  BBBB\n",
  ])
  func whatIsNotUnderstoodIsLeftAlone(_ text: String) throws {
    let key = try #require(PublicKey(Self.key))
    #expect(throws: FileEditError.self) { try NodeFileEdit.setting(publicKey: key, in: text) }
  }

  static let listed: [Case] = [
    Case(
      name: "in lines",
      before: "name: a\nnodes:\n  # One.\n  n1:\n    publicKey: \(old) # x\n    tags: [a]\n  n2: {publicKey: \(old)}\n",
      after: "name: a\nnodes:\n  # One.\n  n1:\n    publicKey: \(key) # x\n    tags: [a]\n  n2: {publicKey: \(old)}\n"),
    Case(
      name: "put into lines", before: "nodes:\n  n2: {tags: [b]}\n  n1:   # first\n    # t\n    tags: [a]\n",
      after: "nodes:\n  n2: {tags: [b]}\n  n1:   # first\n    # t\n    publicKey: \(key)\n    tags: [a]\n"),
    Case(
      name: "on one line", before: "nodes:\n  n1: {tags: [a], publicKey: '\(old)'}   # x\n",
      after: "nodes:\n  n1: {tags: [a], publicKey: \(key)}   # x\n"),
    Case(
      name: "put into one line", before: "nodes: {n2: {}, n1: {tags: [a]}}\n",
      after: "nodes: {n2: {}, n1: {publicKey: \(key), tags: [a]}}\n"),
  ]

  @Test(arguments: listed)
  func onlyTheListedNodesKeyChanges(_ edit: Case) throws {
    let key = try #require(PublicKey(Self.key))
    #expect(try NodeFileEdit.setting(publicKey: key, ofListed: "n1", in: edit.before) == edit.after)
  }

  @Test(arguments: [
    Case(
      name: "with its line",
      before: "nodes:\n  n1:\n    # x\n    publicKey: \(old) # y\n    tags: [a]\n  n2: {publicKey: \(old)}\n",
      after: "nodes:\n  n1:\n    # x\n    tags: [a]\n  n2: {publicKey: \(old)}\n"),
    Case(
      name: "first on one line", before: "nodes:\n  n1: {publicKey: \(old), tags: [a]} # z\n",
      after: "nodes:\n  n1: {tags: [a]} # z\n"),
    Case(
      name: "alone on one line", before: "nodes:\n  n1: {publicKey: \(old)} # z\n", after: "nodes:\n  n1: {} # z\n"),
    Case(name: "where there is none", before: "nodes: {n1: {tags: [a]}}\n", after: "nodes: {n1: {tags: [a]}}\n"),
  ])
  func onlyTheListedNodesKeyGoes(_ edit: Case) throws {
    #expect(try NodeFileEdit.removingPublicKey(ofListed: "n1", from: edit.before) == edit.after)
  }

  @Test(arguments: [
    "nodes: {}\n", "nodes:\n  n1:\n", "tags: [a]\n", "nodes: [n1]\n",
    "nodes:\n  n1: {publicKey: >-\n    \(old)}\n",
  ])
  func aListThatIsNotUnderstoodIsLeftAlone(_ text: String) throws {
    let key = try #require(PublicKey(Self.key))
    #expect(throws: FileEditError.self) { try NodeFileEdit.setting(publicKey: key, ofListed: "n1", in: text) }
  }

  @Test func aKeyThatOthersShareALineWithIsNotTakenAway() throws {
    let text = "nodes:\n  n1: {publicKey: \(Self.old),\n    tags: [a]}\n"
    #expect(throws: FileEditError.self) { try NodeFileEdit.removingPublicKey(ofListed: "n1", from: text) }
  }
}
