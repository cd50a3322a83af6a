import Foundation

/// A command of a host that waits when it is called in a certain way, so that whoever calls it stands where we want it.
struct Gate {
  var host: String
  /// The command's name: `wg`.
  var command = "wg"
  /// A shell condition on a call: its arguments are `$*`, and it runs in the caller's folder.
  var condition = ":"
  /// Its own folder on the host. It stays, since whoever waited finds the command there; a reboot takes it away.
  fileprivate let folder = "/run/gate-" + UUID().uuidString.lowercased()

  init(host: String, command: String = "wg", condition: String = ":") {
    (self.host, self.command, self.condition) = (host, command, condition)
  }
}

extension LabScene {
  /// Holds callers at a gate; of several on one command the last one is released first.
  func hold(_ gate: Gate) async throws {
    try await shell(
      """
      mkdir \(gate.folder) && cd \(gate.folder) && : >closed && : >command
      real=$(readlink -f "$(command -v \(gate.command))") && echo "$real" >real && mount --bind "$real" command
      cat >gated <<'END'
      #!/bin/sh
      if test -e \(gate.folder)/closed && { \(gate.condition); }; then
      : >\(gate.folder)/reached
      while test -e \(gate.folder)/closed; do sleep 0.02; done
      fi
      exec \(gate.folder)/command "$@"
      END
      chmod 755 gated && mount --bind gated "$real"
      """, on: gate.host
    ).checked()
  }

  /// Waits until somebody stands before a gate.
  func reached(_ gate: Gate) async throws {
    try await eventually("test -e \(gate.folder)/reached", on: gate.host)
  }

  /// Lets all through, for good; one that a reboot took away holds nobody.
  func release(_ gate: Gate) async throws {
    try await shell(
      "cd \(gate.folder) 2>/dev/null || exit 0; umount -l \"$(cat real)\" && rm closed", on: gate.host
    ).checked()
  }
}

/// The apply that runs on the controller, and what it leaves there.
extension LabScene {
  /// A command whose process ``kill()`` ends.
  static func killable(_ command: String) -> [String] {
    ["sh", "-c", "echo $$ >/run/weft.pid; exec \(command)"]
  }

  /// Ends the command that was started as `killable`, as a crash would.
  func kill() async throws {
    try await shell("kill -9 $(cat /run/weft.pid)", on: "controller").checked()
  }

  /// Takes the lease of a dead apply away, with the id that the refusal tells; `refusal` is what an apply said.
  func unlock(after refusal: Outcome) async throws {
    guard refusal.exitCode == 6, let id = refusal.errorOutput.firstMatch(of: /weft unlock ([a-z0-9]+)/)?.1 else {
      throw SceneError(description: "it does not tell the lease: \(refusal)")
    }
    try await controller(["weft", "unlock", String(id)]).checked()
  }
}
