package import Diagnostics

extension GitError: DiagnosedError {
  package var exitStatus: ExitStatus {
    if case .unsupportedURL = self { .usage } else { .error }
  }

  package var diagnostics: [Diagnostic] { [diagnostic] }

  private var diagnostic: Diagnostic {
    switch self {
    case .notARepository(let path):
      Diagnostic(
        code: "git-no-repository", "\(path) is not in a git repository",
        remedy: "Go to the mesh's repository, or name it with --repository PATH|URL.")
    case .ownedByAnother(let path):
      Diagnostic(
        code: "git-owner", "\(path) belongs to another user, and git does not trust it",
        remedy: "If you do: git config --global --add safe.directory \(path)")
    case .missingRevision(let revision):
      Diagnostic(
        code: "git-no-revision", "there is no commit \(revision)",
        remedy: "Check the spelling; a branch that only the remote has is named like origin/main, after a git fetch.")
    case .ambiguousRevision(let revision):
      Diagnostic(
        code: "git-ambiguous-revision", "\(revision) stands for more than one object", remedy: "Give more digits.")
    case .missingReference(let name):
      Diagnostic(code: "git-no-reference", "there is no reference \(name)")
    case .invalidReferenceName(let name):
      Diagnostic(
        code: "git-reference-name", "\(name) cannot be a reference's name",
        remedy: "git check-ref-format --help lists the rules.")
    case .missingPath(let path, let commit):
      Diagnostic(code: "git-no-path", "commit \(commit.abbreviated) has no \(path.isEmpty ? "files" : path)")
    case .wrongKind(let path, let commit, let expected):
      Diagnostic(code: "git-wrong-kind", "\(path) in commit \(commit.abbreviated) is not a \(expected)")
    case .fileTooLarge(let path, let size, let limit):
      Diagnostic(code: "git-file-size", "\(path) has \(size) bytes; at most \(limit) are read")
    case .missingWorkTree(let path):
      Diagnostic(
        code: "git-no-work-tree", "\(path) has no work tree", remedy: "Leave --worktree out: --ref names a commit.")
    case .shallow(let path):
      Diagnostic(
        code: "git-shallow", "\(path) is a shallow clone, and the answer lies beyond its end",
        remedy: "git fetch --unshallow; in CI: `fetch-depth: 0` (GitHub), `GIT_DEPTH: 0` (GitLab).")
    case .lostRace(let reference, let expected, let actual):
      Diagnostic(
        code: "git-lost-race", "another one changed \(reference) first",
        notes: [
          Diagnostic.Note("expected \(Self.text(expected))"), Diagnostic.Note("found \(Self.text(actual))"),
        ],
        remedy: "Nothing was overwritten. Run the command again.")
    case .dirtyFiles(let paths):
      Diagnostic(
        code: "git-dirty", "these files have changes that are not committed: \(paths.joined(separator: ", "))",
        consequence: "Nothing was changed.", remedy: "Commit or stash them first.")
    case .checkedOutElsewhere(let branch):
      Diagnostic(
        code: "git-checked-out", "\(branch) is checked out in another work tree, which would fall behind",
        remedy: "Run the command there.")
    case .detachedHead:
      Diagnostic(
        code: "git-detached", "HEAD is detached: there is no branch to commit to", remedy: "Name one with --branch.")
    case .missingIdentity:
      Diagnostic(
        code: "git-no-identity", "git does not know who you are",
        remedy: "git config --global user.name \"…\" and user.email \"…\"; in CI, GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL."
      )
    case .unsupportedURL(let text, let reason):
      Diagnostic(code: "git-url", "\(text) cannot be used as a repository: \(reason)")
    case .network(let url, let reason):
      Diagnostic(code: "git-network", "\(url) cannot be reached: \(reason)")
    case .hostKeyUnknown(let url, let reason):
      Diagnostic(
        code: "git-host-key-unknown", "\(url): the host's key is not known: \(reason)",
        remedy: "Compare its fingerprint with one that you trust, and add it to known_hosts (connect once with ssh).")
    case .hostKeyChanged(let url, let reason):
      Diagnostic(
        code: "git-host-key-changed", "\(url): the host's key is not the one in known_hosts: \(reason)",
        consequence: "Either the server was set up anew, or somebody is in between.",
        remedy: "Ask whoever runs it; then ssh-keygen -R HOST, and connect once with ssh.")
    case .certificateRefused(let url, let reason):
      Diagnostic(
        code: "git-certificate", "\(url): its certificate is not trusted: \(reason)",
        remedy: "A private authority's certificate is trusted with GIT_SSL_CAINFO=FILE.")
    case .authenticationRefused(let url, let reason):
      Diagnostic(
        code: "git-authentication", "\(url) does not let us in: \(reason)", remedy: Self.credentialsHelp(for: url))
    case .remoteNotFound(let url, let reason):
      Diagnostic(
        code: "git-no-remote", "there is no repository at \(url): \(reason)",
        remedy: "Check the URL; many servers also say this to those who may not see it.")
    case .redirected(let url):
      Diagnostic(
        code: "git-redirect", "\(url) sends us to another host, which is not followed: our credentials would go along",
        remedy: "Use the URL that the repository has now.")
    case .missingRemoteReference(let name, let url):
      Diagnostic(code: "git-no-remote-reference", "\(url) has no \(name)")
    case .notFastForward(let reference, let url):
      Diagnostic(
        code: "git-not-fast-forward", "\(reference) at \(url) has commits that are missing here",
        consequence: "Nothing was changed there.", remedy: "git fetch, rebase or merge, and run the command again.")
    case .pushRejected(let rejections, let url, let output):
      Diagnostic(
        code: "git-push-rejected",
        "\(url) does not accept " + rejections.map { "\($0.reference): \($0.reason)" }.joined(separator: ", "),
        notes: output.split(whereSeparator: \.isNewline).map { Diagnostic.Note("the server says: \($0)") },
        remedy: "The server's rules (a hook, a protected branch) decide this; nothing was changed there.")
    case .cancelled:
      Diagnostic(code: "git-cancelled", "stopped")
    case .missingProgram(let name):
      Diagnostic(code: "git-no-program", "\(name) was not found", remedy: "Install it, or add its folder to PATH.")
    case .system(let what, let reason):
      Diagnostic(code: "git-system", "\(what): \(reason)")
    case .library(let what, _, let reason):
      Diagnostic(code: "git-error", "\(what): \(reason)")
    }
  }

  private static func text(_ id: ObjectID?) -> String { id?.description ?? "no such reference" }

  private static func credentialsHelp(for url: RemoteURL) -> String {
    switch url.location {
    case .ssh: "Check that your agent or ~/.ssh holds a key that the server accepts: ssh -T HOST says more."
    case .https: "Check git's credential helper; in CI, the token's variable and its rights (docs/git.md)."
    case .file: "Check the owner and the mode of its files."
    }
  }
}
