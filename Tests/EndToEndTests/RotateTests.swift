import Foundation
import Testing

extension EndToEnd {
  /// `weft rotate`: keys staged on their hosts, and the commit that asks for the switch.
  @Suite(.serialized) struct Rotate {
    private static let folder = "/etc/wireguard/weft/example/keys"

    /// The declared keys of the controller's clone, by node.
    private func declared(_ scene: LabScene, at ref: String = "HEAD") async throws -> [String: String] {
      var keys: [String: String] = [:]
      for node in LabScene.nodes {
        let file = try await scene.controller(["git", "show", "\(ref):nodes/\(node).yaml"]).checked()
        keys[node] = file.lines.first { $0.hasPrefix("publicKey: ") }.map { String($0.dropFirst(11)) }
      }
      return keys
    }

    /// The private keys on a node, as their public halves.
    private func staged(on node: String, _ scene: LabScene) async throws -> [String] {
      try await scene.shell("for f in \(Self.folder)/*; do wg pubkey <\"$f\"; done", on: node).checked().lines
    }

    private func head(_ scene: LabScene) async throws -> String {
      try await scene.controller(["git", "rev-parse", "HEAD"]).checked().output
    }

    @Test func aNewKeyIsBesideTheOldOneAndInOneCommitAndNowhereElse() async throws {
      try await withScene { scene in
        try await scene.applied()
        let states = try await scene.states()
        let keys = try await declared(scene)
        let before = try await head(scene)
        let records = try await scene.record(of: "fra-1").count

        // Managed over the mesh, and behind NAT, like any other.
        let rotate = try await scene.controller(["weft", "rotate", "fra-1", "branch-3", "--verbose"])
        #expect(rotate.exitCode == 0, "\(rotate)")
        #expect(rotate.output.contains("Next: git push, then weft plan."), "\(rotate)")
        #expect(rotate.output.contains("Nothing has changed on the wire."), "\(rotate)")
        #expect(try await scene.controller(["git", "rev-parse", "HEAD~1"]).checked().output == before)
        let changed = try await scene.controller(["git", "diff", "--numstat", "HEAD~1"]).checked().lines
        #expect(changed.map { $0.replacing("\t", with: " ") } == ["1 1 nodes/branch-3.yaml", "1 1 nodes/fra-1.yaml"])

        let after = try await declared(scene)
        for node in LabScene.nodes {
          let old = try #require(keys[node])
          let new = try #require(after[node])
          #expect((old != new) == ["fra-1", "branch-3"].contains(node), "\(node)")
          #expect(try await staged(on: node, scene).sorted() == Set([old, new]).sorted(), "\(node)")
        }
        #expect(try await scene.states() == states)
        let modes = try await scene.shell("stat -c %a \(Self.folder) \(Self.folder)/*", on: "fra-1").checked().lines
        #expect(modes == ["700", "600", "600"])

        // No private key: not in what was printed, in git, or in any argument.
        let printed = scene.transcript.outcomes.map(\.description).joined()
        let objects = try await scene.controller(["sh", "-c", "git cat-file --batch-all-objects --batch"]).checked()
          .output
        let arguments = try await scene.record(of: "fra-1").dropFirst(records).joined(separator: [" "]).joined()
        #expect(arguments.contains("genkey"))
        for secret in try await scene.shell("cat \(Self.folder)/*", on: "fra-1").checked().lines {
          for place in [printed, objects, arguments] { #expect(!place.contains(secret.dropLast())) }
        }

        // Until it is applied there is no next one.
        let again = try await scene.controller(["weft", "rotate", "ams-1", "fra-1"])
        #expect(again.exitCode == 1, "\(again)")
        #expect(again.errorOutput.contains("is not live yet"), "\(again)")
        #expect(try await staged(on: "ams-1", scene).count == 1)
        let all = try await scene.controller(["weft", "rotate", "--all"])
        #expect(all.exitCode == 0, "\(all)")
        #expect(all.errorOutput.contains("fra-1   left out: its last rotation is not applied yet"), "\(all)")
        for node in LabScene.nodes { #expect(try await staged(on: node, scene).count == 2, "\(node)") }
        #expect(try await scene.states() == states)
      }
    }

    @Test func whatCannotBeRotatedIsSaidBeforeAnyKeyIsMade() async throws {
      try await withScene { scene in
        try await scene.applied()
        let phone = "publicKey: \(String(repeating: "A", count: 42))E=\naddresses: [10.10.0.90, fd10:10::90]\n"
        try await scene.commit(
          [
            "nodes/phone.yaml": phone + "tags: [core]\nmanaged: false\n",
            "nodes/new.yaml": "addresses: [10.10.0.91, fd10:10::91]\ntags: [core]\nendpoint: 198.51.100.91:51820\n"
              + "ssh: {host: 198.51.100.91}\n",
          ], "More nodes")
        let before = try await head(scene)
        let names = try await scene.controller(["weft", "rotate", "nobody", "phone", "new", "ams-1"])
        #expect(names.exitCode == 1, "\(names)")
        for text in ["nobody is not declared", "`managed: false`", "weft enroll new"] {
          #expect(names.errorOutput.contains(text), "\(text): \(names)")
        }
        #expect(try await scene.controller(["weft", "rotate"]).exitCode == 64)
        #expect(try await scene.controller(["weft", "rotate", "ams-1", "--all"]).exitCode == 64)
        let preshared = try await scene.controller(["weft", "rotate", "--preshared"])
        #expect(preshared.exitCode == 1 && preshared.errorOutput.contains("presharedKeys: true"), "\(preshared)")

        // A host whose key is gone, and files with changes of the user's.
        try await scene.shell("mv \(Self.folder) /root/aside", on: "nyc-1").checked()
        let missing = try await scene.controller(["weft", "rotate", "ams-1", "nyc-1"])
        #expect(missing.exitCode == 1 && missing.errorOutput.contains("is not on the host"), "\(missing)")
        try await scene.controller(["sh", "-c", "echo '# mine' >>nodes/ams-1.yaml"]).checked()
        let dirty = try await scene.controller(["weft", "rotate", "ams-1"])
        #expect(dirty.exitCode == 1 && dirty.errorOutput.contains("not committed"), "\(dirty)")
        // A server that takes no push.
        try await scene.controller(["git", "checkout", "-q", "nodes"]).checked()
        try await scene.controller(["git", "remote", "set-url", "origin", "ssh://root@git.lab/nowhere.git"]).checked()
        let push = try await scene.controller(["weft", "rotate", "ams-1", "--branch", "rotate/1"])
        #expect(push.exitCode != 0, "\(push)")
        #expect(try await staged(on: "ams-1", scene).count == 1)
        #expect(try await head(scene) == before)
      }
    }

    @Test func hostsThatAreNotReachedAreNamedAndTheOthersRotated() async throws {
      try await withScene { scene in
        try await scene.applied()
        let keys = try await declared(scene)
        try await scene.shell(LabScene.cutSSH, on: "nyc-1").checked()
        let alone = try await scene.controller(["weft", "rotate", "nyc-1"])
        #expect(alone.exitCode == 3, "\(alone)")
        #expect(alone.output.contains("nothing was committed"), "\(alone)")
        #expect(try await declared(scene) == keys)

        let two = try await scene.controller(["weft", "rotate", "nyc-1", "fra-1", "--branch", "rotate/2"])
        #expect(two.exitCode == 3, "\(two)")
        #expect(two.errorOutput.contains("nyc-1   not reached: "), "\(two)")
        #expect(two.output.contains("Next: review rotate/2 and merge it"), "\(two)")
        // The branch that is checked out stays; the new one is at the server.
        #expect(try await declared(scene) == keys)
        try await scene.controller(["git", "fetch", "-q"]).checked()
        let pushed = try await declared(scene, at: "origin/rotate/2")
        #expect(pushed["nyc-1"] == keys["nyc-1"])
        #expect(pushed["fra-1"] != keys["fra-1"])
      }
    }

    @Test func aScheduleRotatesWhatIsDueOnceUntilItIsMerged() async throws {
      try await withScene { scene in
        try await scene.applied()
        let request = ["./ci/rotate.sh", "sh", "-c", "echo \"request $1\"", "sh"]
        let young = try await scene.controller(request)
        #expect(young.exitCode == 0, "\(young)")
        #expect(young.errorOutput.contains("Nothing is due: the oldest key, "), "\(young)")
        #expect(!young.output.contains("request"), "\(young)")

        // One second is over by now for every key.
        try await scene.edit("mesh.yaml", replacing: "maxAge: 90d", with: "maxAge: 1s")
        try await scene.push()
        let old = try await scene.controller(request)
        #expect(old.exitCode == 0, "\(old)")
        let branch = try #require(old.lines.first { $0.hasPrefix("request rotate/") }).dropFirst("request ".count)
        try await scene.controller(["git", "fetch", "-q"]).checked()
        let due = try await declared(scene, at: "origin/\(branch)")
        let keys = try await declared(scene)
        for node in LabScene.nodes { #expect(due[node] != keys[node], "\(node)") }

        // It is open: the request is asked for again, and no key is made.
        let open = try await scene.controller(request)
        #expect(open.exitCode == 0, "\(open)")
        #expect(open.lines == ["request \(branch)"], "\(open)")
        for node in LabScene.nodes { #expect(try await staged(on: node, scene).count == 2, "\(node)") }

        // Squashed into main, as forges do, it is merged.
        try await scene.controller(["git", "merge", "-q", "--squash", "origin/\(branch)"]).checked()
        try await scene.controller(["git", "commit", "-q", "-m", "Rotate"]).checked()
        try await scene.edit("mesh.yaml", replacing: "maxAge: 1s", with: "maxAge: 90d")
        try await scene.push()
        let merged = try await scene.controller(request)
        #expect(merged.exitCode == 0 && merged.lines == [], "\(merged)")
        #expect(merged.errorOutput.contains("Nothing is due: "), "\(merged)")

        // What a shallow clone cannot know it does not guess.
        let clone = "git clone -q --depth 1 file:///var/git/mesh.git /tmp/shallow"
        try await scene.controller(["sh", "-c", clone.replacing("file://", with: "ssh://root@git.lab")]).checked()
        let shallow = try await scene.controller(["weft", "rotate", "--due", "--repository", "/tmp/shallow"])
        #expect(shallow.exitCode == 8, "\(shallow)")
        #expect(shallow.errorOutput.contains("git fetch --unshallow"), "\(shallow)")
      }
    }
  }
}
