import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Inventories of Ansible and Nornir: hosts with their addresses, and groups as tags.
struct InventoryTests {
  private static let ansible = """
    all:
      vars:
        ansible_user: root
        vault_password: !vault |
          $ANSIBLE_VAULT;1.1;AES256
      hosts:
        bastion.example.net:
      children:
        dc_ams:
          hosts:
            ams[01:03]:
              ansible_port: 2222
          vars:
            ansible_user: admin
        branches:
          children:
            branch_north:
              hosts:
                Oslo_1: {ansible_host: 192.0.2.21, ansible_user: "{{ user }}2️⃣"}
            branch_south:
              hosts:
                rome: {ansible_host: "2001:db8::7"}
    """

  /// Each host in a line.
  private func lines(_ hosts: [InventoryHost]?) -> [String] {
    (hosts ?? []).map { host in
      "\(host.name) \(host.user ?? "-")@\(host.host):\(host.port.map(String.init) ?? "-") \(host.groups)"
    }
  }

  @Test func anAnsibleInventoryInYAML() throws {
    let text = Self.ansible.replacing(", ansible_user: \"{{ user }}2️⃣\"", with: "")
    let (hosts, diagnostics) = AnsibleInventory.read(Array(text.utf8), file: "hosts.yaml")
    #expect(DiagnosticRenderer().render(diagnostics) == "")
    #expect(
      lines(hosts) == [
        "oslo-1 root@192.0.2.21:- [\"branch-north\", \"branches\"]",
        "ams01 admin@ams01:2222 [\"dc-ams\"]",
        "ams02 admin@ams02:2222 [\"dc-ams\"]",
        "ams03 admin@ams03:2222 [\"dc-ams\"]",
        "bastion.example.net root@bastion.example.net:- []",
        "rome root@2001:db8::7:- [\"branch-south\", \"branches\"]",
      ])
  }

  @Test func whatAnsibleItselfPrints() throws {
    let text = """
      {
        "_meta": {"hostvars": {
          "web1": {"ansible_host": "192.0.2.1", "ansible_port": 2200, "secrets": ["*a", "x"]},
          "web2": {}
        }},
        "all": {"children": ["ungrouped", "web"]},
        "web": {"hosts": ["web1", "web2"]}
      }
      """
    let (hosts, diagnostics) = AnsibleInventory.read(Array(text.utf8), file: "hosts.json")
    #expect(DiagnosticRenderer().render(diagnostics) == "")
    #expect(lines(hosts) == ["web1 -@192.0.2.1:2200 [\"web\"]", "web2 -@web2:- [\"web\"]"])
  }

  @Test(arguments: [
    ("all:\n  hosts:\n    a: {ansible_host: 1️⃣\"{{ ip }}\"}", "expected an address or a DNS name; found `{{ ip }}`"),
    ("all:\n  hosts:\n    a: {ansible_port: 1️⃣99999}", "expected a port, 1 to 65535; found `99999`"),
    ("all:\n  hosts:\n    1️⃣a[9:1]: {}", "cannot make sense of the range in `a[9:1]`"),
    ("all:\n  1️⃣host:\n    a: {}", "`host` is no part of a group"),
    ("all:\n  hosts: 1️⃣a", "expected hosts; found `a`"),
    ("all:\n  hosts:\n    a: 1️⃣&x {}\n    b: *x", "anchors and aliases are not read here"),
    ("all: 1️⃣[", "is not YAML"),
  ])
  func whatIsWrongInAnInventoryIsTold(_ text: String, _ message: String) throws {
    let marked = MarkedFiles(["hosts.yaml": text])
    let (hosts, diagnostics) = AnsibleInventory.read(try #require(marked.files["hosts.yaml"]), file: "hosts.yaml")
    #expect(hosts == nil)
    let shown = DiagnosticRenderer().render(diagnostics)
    #expect(shown.contains(message), "\(shown)")
    if !message.contains("YAML"), !message.contains("aliases") {
      #expect(shown.hasPrefix("\(try #require(marked.positions[1]))"), "\(shown)")
    }
  }

  @Test(arguments: [
    ("web[01:03].example.net", ["web01.example.net", "web02.example.net", "web03.example.net"]),
    ("n[8:10]", ["n8", "n9", "n10"]), ("n[0:4:2]", ["n0", "n2", "n4"]), ("db-[a:c]", ["db-a", "db-b", "db-c"]),
    ("r[1:2]p[a:b]", ["r1pa", "r1pb", "r2pa", "r2pb"]),
  ])
  func rangesInNames(_ pattern: String, _ names: [String]) {
    let text = "all:\n  hosts:\n    \"\(pattern)\":\n"
    #expect(AnsibleInventory.read(Array(text.utf8), file: "x").hosts?.map(\.host) == names.sorted())
  }

  @Test func nornirsFiles() throws {
    let hosts = """
      r1: {hostname: 192.0.2.1, groups: [ams, core], password: secret}
      r2: {hostname: r2.example.net, port: 22, username: ops, groups: [fra]}
      """
    let groups = "ams: {groups: [site], username: ams}\nfra: {groups: [site]}\nsite: {port: 2222}\ncore: {}\n"
    let (found, diagnostics) = NornirInventory.read(
      hosts: ("hosts.yaml", Array(hosts.utf8)), groups: ("groups.yaml", Array(groups.utf8)),
      defaults: ("defaults.yaml", Array("username: root".utf8)))
    #expect(DiagnosticRenderer().render(diagnostics) == "")
    #expect(
      lines(found) == [
        "r1 ams@192.0.2.1:2222 [\"ams\", \"core\", \"site\"]", "r2 ops@r2.example.net:22 [\"fra\", \"site\"]",
      ])
    let (none, wrong) = NornirInventory.read(
      hosts: ("hosts.yaml", Array(hosts.utf8)), groups: ("groups.yaml", Array("core: {}\nfrax: {}".utf8)), defaults: nil
    )
    #expect(none == nil)
    #expect(wrong.map(\.message) == ["there is no group `ams`", "there is no group `fra`"])
    #expect(wrong.last?.remedy == "Did you mean `frax`?")
  }

  @Test func anInventoryBecomesARepository() throws {
    let text = Self.ansible.replacing(", ansible_user: \"{{ user }}2️⃣\"", with: "")
    let hosts = try #require(AnsibleInventory.read(Array(text.utf8), file: "hosts.yaml").hosts)
    let ranges = ["10.10.0.0/28", "fd10:10::/64"].compactMap { Prefix($0) }
    let repository = try InventoryRepository(hosts, name: "office", ranges: ranges, origin: "A test.")
    let (mesh, diagnostics) = MeshLoader.load(files: repository.files.mapValues { Array($0.utf8) }, folder: "")
    #expect(Set(diagnostics.map(\.code)) == ["node-not-enrolled"])
    #expect(mesh?.nodes.map(\.addresses.first?.description) == (1...6).map { "10.10.0.\($0)" })
    Golden.expect(
      repository.files.sorted { $0.key < $1.key }.map { "==> \($0.key)\n\($0.value)" }.joined(separator: "\n"),
      "inventory.txt")
  }

  @Test func aRangeThatIsTooSmallIsRefused() throws {
    let hosts = try #require(AnsibleInventory.read(Array("all:\n  hosts:\n    \"n[1:7]\":".utf8), file: "x").hosts)
    let range = try #require(Prefix("10.10.0.0/29"))
    let small = try #require(Prefix("10.10.0.0/30"))
    #expect(throws: Failure.self) { try InventoryRepository(hosts, name: "x", ranges: [range], origin: "") }
    #expect(throws: Failure.self) { try InventoryRepository(hosts, name: "x", ranges: [small], origin: "") }
    let enough = try InventoryRepository(Array(hosts.prefix(6)), name: "x", ranges: [range], origin: "")
    #expect(enough.mesh.nodes.count == 6)
  }

  /// Hosts behind one address cannot all be reached at one port: they meet at one that can.
  @Test func hostsBehindOneAddressAreSpokes() throws {
    let text =
      "all:\n  vars: {ansible_host: 192.0.2.1}\n  hosts:\n    a: {ansible_port: 1}\n    b: {ansible_port: 2}\n    c: {}\n"
    let hosts = try #require(AnsibleInventory.read(Array(text.utf8), file: "x").hosts)
    let range = try #require(Prefix("10.10.0.0/24"))
    let repository = try InventoryRepository(hosts, name: "x", ranges: [range], origin: "A test.")
    #expect(repository.mesh.nodes.filter { $0.endpoint != nil }.map(\.name) == ["a"])
    #expect(repository.files["mesh.yaml"]?.contains("  - hubs: [a]\n    spokes: [b, c]\n") == true)
  }

  @Test(arguments: [
    ("", SSHArguments.straight), ("-o StrictHostKeyChecking=no -C", .straight), ("-J bastion", .through("bastion")),
    ("-Jops@bastion.example.net:2222", .through("bastion.example.net")), ("-J a,ssh://root@b:22", .through("b")),
    ("-o ProxyJump=ops@[2001:db8::1]:22", .through("2001:db8::1")), ("-oProxyJump=none", .straight),
    ("-o 'proxyjump bastion' -J other", .through("bastion")),
    ("-o ProxyCommand=\"ssh -W %h:%p -q ops@bastion\"", .through("bastion")),
    ("-o 'ProxyCommand=ssh -p 2222 -i key -qW %h:%p bastion -v'", .through("bastion")),
    ("-o ProxyCommand=\"/usr/bin/ssh -o 'User x' bastion -W [%h]:%p\"", .through("bastion")),
    ("-o ProxyCommand='nc -x proxy:1080 %h %p'", .unknown), ("-J {{ bastion }}", .unknown), ("-J \"", .unknown),
    ("-o User={{ me }}", .straight), ("-o ProxyCommand='ssh -W'", .unknown),
  ])
  func waysOfSSH(_ text: String, _ way: SSHArguments) { #expect(SSHArguments(text) == way) }

  /// Hosts that ssh goes to through another one are its spokes, and have no endpoint that others could use.
  @Test func hostsBehindAnotherJumpThroughIt() throws {
    let text = """
      all:
        vars: {ansible_ssh_common_args: "-J ops@203.0.113.1"}
        hosts:
          gate: {ansible_host: 203.0.113.1}
          db: {ansible_host: 10.0.0.5}
          far: {ansible_host: 10.7.0.5, ansible_ssh_common_args: -J elsewhere.example.net}
          odd: {ansible_host: 10.8.0.5, ansible_ssh_common_args: -o ProxyCommand="sshpass -p hunter2 nc %h"}
          web: {ansible_host: 10.0.0.6}
      """
    let (hosts, diagnostics) = AnsibleInventory.read(Array(text.utf8), file: "hosts.yaml")
    let shown = DiagnosticRenderer(files: ["hosts.yaml": Array(text.utf8)]).render(diagnostics)
    #expect(!shown.contains("hunter2"))
    #expect(
      diagnostics.map(\.message) == [
        "ssh reaches far through elsewhere.example.net, which is no host of the inventory",
        "ssh reaches odd through a program that cannot be told from here",
      ])
    let range = try #require(Prefix("10.10.0.0/24"))
    let repository = try InventoryRepository(try #require(hosts), name: "x", ranges: [range], origin: "A test.")
    #expect(
      repository.files["mesh.yaml"]?.contains("  - fullMesh: [far, gate, odd]\n  - hubs: [gate]\n    spokes: [db, web]")
        == true)
    #expect(repository.files["nodes/db.yaml"] == "addresses: [10.10.0.1]\nssh: {host: 10.0.0.5, jump: gate}\n")
  }
}
