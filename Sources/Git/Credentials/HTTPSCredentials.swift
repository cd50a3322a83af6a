/// Finds who we are for an https server, as git would: each source is asked once, and no more after the last.
///
/// In order: the URL's user info; a token of the environment, only for the host that it belongs to; git's credential
/// helpers, which may ask on the terminal.
final class HTTPSCredentials {
  struct Login {
    var user: String
    var password: String
  }

  private enum Source: CaseIterable {
    case url
    case token
    case helper
  }

  private let url: RemoteURL
  private let environment: GitEnvironment
  private let helper: CredentialHelper
  private var rest = Source.allCases[...]
  private var helped: Login?
  /// Whether any source had something to offer: tells "refused" from "nothing to try".
  private(set) var offered = false

  init(url: RemoteURL, environment: GitEnvironment, folder: String) {
    self.url = url
    self.environment = environment
    helper = CredentialHelper(url: url, environment: environment, folder: folder)
  }

  /// What to try next; `nil` when every source was asked. Called again, it means that the last one was refused.
  func next() -> Login? {
    if let refused = helped {
      helper.reject(refused)
      helped = nil
    }
    while let source = rest.popFirst() {
      let login: Login?
      switch source {
      case .url: login = url.password.map { Login(user: url.user ?? "", password: $0) }
      case .token: login = TokenVariables(environment).login(for: url)
      case .helper:
        login = helper.fill()
        helped = login
      }
      if let login {
        offered = true
        return login
      }
    }
    return nil
  }

  /// The server accepted the last one: a helper may keep it.
  func accepted() {
    if let helped { helper.approve(helped) }
    helped = nil
  }
}
