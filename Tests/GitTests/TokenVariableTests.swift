import Testing

@testable import Git

struct TokenVariableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var url: String
    var variables: [String: String]
    var login: String?

    var testDescription: String { "\(url) with \(variables.keys.sorted())" }
  }

  static let github = ["GITHUB_TOKEN": "t"]
  static let enterprise = ["GITHUB_TOKEN": "t", "GITHUB_SERVER_URL": "https://git.corp.example"]
  static let gitlab = ["CI_JOB_TOKEN": "t", "CI_SERVER_URL": "https://gitlab.example:8443/sub"]
  static let own = ["WEFT_GIT_TOKEN": "t", "WEFT_GIT_HOST": "git.example"]

  @Test(arguments: [
    Case(url: "https://github.com/team/mesh", variables: github, login: "x-access-token:t"),
    Case(url: "https://GitHub.com:443/team/mesh", variables: github, login: "x-access-token:t"),
    Case(url: "https://github.com.evil.example/mesh", variables: github),
    Case(url: "https://evil.example/github.com", variables: github),
    Case(url: "https://github.com:8443/mesh", variables: github),
    Case(url: "https://git.corp.example/mesh", variables: enterprise, login: "x-access-token:t"),
    Case(url: "https://github.com/mesh", variables: enterprise),
    Case(url: "https://gitlab.example:8443/sub/mesh", variables: gitlab, login: "gitlab-ci-token:t"),
    Case(url: "https://gitlab.example/mesh", variables: gitlab),
    Case(url: "https://gitlab.com/mesh", variables: ["CI_JOB_TOKEN": "t"]),
    Case(url: "https://git.example/mesh", variables: own, login: "weft:t"),
    Case(url: "https://github.com/mesh", variables: own),
    Case(url: "https://git.example/mesh", variables: ["WEFT_GIT_TOKEN": "t"]),
    Case(url: "ssh://github.com/mesh", variables: github),
    Case(url: "https://github.com/mesh", variables: ["GITHUB_TOKEN": ""]),
  ])
  func `A token goes to the server that it belongs to, and to no other`(test: Case) throws {
    let url = try RemoteURL(test.url, relativeTo: "/")
    let login = TokenVariables(GitEnvironment(test.variables)).login(for: url)
    #expect(login.map { "\($0.user):\($0.password)" } == test.login)
  }
}
