import Git
import TestSupport
import Testing

struct RemoteURLTests {
  @Test(arguments: [
    ("ssh://git@host.example/srv/mesh.git", "ssh://git@host.example/srv/mesh.git"),
    ("ssh://host:2222/mesh", "ssh://host:2222/mesh"),
    ("ssh://[2001:db8::1]:22/mesh", "ssh://[2001:db8::1]:22/mesh"),
    ("ssh://host/a%20b", "ssh://host/a b"),
    ("ssh://host/~ada/mesh", "ssh://host/~ada/mesh"),
    ("git@host:team/mesh.git", "ssh://git@host/team/mesh.git"),
    ("git@[2001:db8::1]:mesh", "ssh://git@[2001:db8::1]/mesh"),
    ("host:/srv/mesh", "ssh://host/srv/mesh"),
    ("https://Host.example:8443/team/mesh", "https://host.example:8443/team/mesh"),
    ("https://ada:secret@host/mesh", "https://host/mesh"),
    ("file:///srv/a%20mesh", "/srv/a mesh"),
    ("/srv/mesh", "/srv/mesh"),
    ("../mesh", "/here/../mesh"),
    ("./a:b", "/here/./a:b"),
  ])
  func `A URL is read as git reads it`(text: String, meaning: String) throws {
    #expect(try RemoteURL(text, relativeTo: "/here").description == meaning)
  }

  @Test(arguments: [
    "", "ssh://-oProxyCommand=touch%20x/mesh", "-oProxyCommand=touch x:mesh", "ssh://-l@host/mesh",
    "host:-x", "ssh://host", "ssh://host:99999/x", "ssh://host/a%0Ab", "https:///mesh", "https://host",
    "http://host/mesh", "git://host/mesh", "ext::sh -c touch", "file://server/share", "ssh://[2001:db8::1/x", "a\nb",
  ])
  func `A URL that could be taken for something else is refused`(text: String) throws {
    #expect(throws: GitError.self) { try RemoteURL(text, relativeTo: "/here") }
  }

  @Test func `A refusal does not repeat a password`() throws {
    let error = #expect(throws: GitError.self) { try RemoteURL("http://ada:secret@host/mesh", relativeTo: "/") }
    let text = (error?.diagnostics ?? []).map { "\($0)" }.joined()
    #expect(text.contains("http://host/mesh"))
    #expect(!text.contains("secret"))
  }

  @Test func `The record's remote is the one that the rules name`() async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      let repository = try Repository(around: work, environment: sandbox.environment)
      func record(_ given: String? = nil) async throws -> String? {
        try await repository.recordRemote(given: given).map { $0.name ?? $0.url.description }
      }
      #expect(try await record() == nil)
      try await sandbox.git("remote", "add", "origin", "../origin", in: work)
      #expect(try await record() == "origin")
      #expect(try await repository.recordRemote()?.url.description == work + "/../origin")
      try await sandbox.git("remote", "add", "team", "git@host:mesh", in: work)
      try await sandbox.git("config", "branch.main.remote", "team", in: work)
      #expect(try await record() == "team")
      try await sandbox.git("config", "weft.remote", "origin", in: work)
      #expect(try await record() == "origin")
      try await sandbox.git("config", "weft.remote", "ssh://elsewhere/mesh", in: work)
      #expect(try await record() == "ssh://elsewhere/mesh")
      #expect(try await record("team") == "team")
      try await sandbox.git("config", "url.ssh://mirror/.insteadOf", "https://host/", in: work)
      #expect(try await record("https://host/mesh") == "ssh://mirror/mesh")
      try await sandbox.git("remote", "set-url", "--push", "team", "git@writers:mesh", in: work)
      #expect(try await repository.remote("team").pushURL.description == "ssh://git@writers/mesh")
      try await sandbox.git("config", "--unset", "weft.remote", in: work)
      try await sandbox.git("config", "branch.main.remote", ".", in: work)
      #expect(try await record() == nil)
      try await sandbox.git("checkout", "-q", "--detach", in: work)
      #expect(try await record() == "origin")
    }
  }
}
