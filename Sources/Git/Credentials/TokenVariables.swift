/// Tokens that a CI system puts into the environment.
///
/// A token goes only to the server that gave it: a mesh repository elsewhere must not collect it.
struct TokenVariables {
  private let environment: GitEnvironment

  init(_ environment: GitEnvironment) {
    self.environment = environment
  }

  func login(for url: RemoteURL) -> HTTPSCredentials.Login? {
    guard case .https(let host, let port, _) = url.location else { return nil }
    let authority = Self.authority(host, port)
    // Weft's own, for any server; it names its server too.
    if let token = environment["WEFT_GIT_TOKEN"], environment["WEFT_GIT_HOST"].map(Self.normalized) == authority {
      return HTTPSCredentials.Login(user: environment["WEFT_GIT_USER"] ?? "weft", password: token)
    }
    // https://docs.github.com/actions/reference/workflows-and-actions/variables
    if let token = environment["GITHUB_TOKEN"],
      Self.authority(ofServer: environment["GITHUB_SERVER_URL"] ?? "https://github.com") == authority
    {
      return HTTPSCredentials.Login(user: "x-access-token", password: token)
    }
    // https://docs.gitlab.com/ci/jobs/ci_job_token/
    if let token = environment["CI_JOB_TOKEN"], let server = environment["CI_SERVER_URL"],
      Self.authority(ofServer: server) == authority
    {
      return HTTPSCredentials.Login(user: "gitlab-ci-token", password: token)
    }
    return nil
  }

  private static func authority(ofServer text: String) -> String? {
    guard text.hasPrefix("https://") else { return nil }
    return normalized(String(text.dropFirst("https://".count).prefix { $0 != "/" }))
  }

  private static func normalized(_ text: String) -> String {
    let parts = Authority(text[...], decoding: false)
    return authority(parts.host.lowercased(), parts.port)
  }

  private static func authority(_ host: String, _ port: UInt16?) -> String { "\(host):\(port ?? 443)" }
}
