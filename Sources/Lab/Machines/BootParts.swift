import WireGuard

/// The parts of a boot script that are the same on every machine that has them.
enum BootParts {
  static let start = """
    mount -t proc proc /proc
    hostname "$name"
    # Another boot is another id, as on a real machine.
    cat /proc/sys/kernel/random/uuid >"${disk%/disk}/boot_id"
    mount --bind "${disk%/disk}/boot_id" /proc/sys/kernel/random/boot_id
    """

  static let network = """
    sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0
    ip link set lo up
    """

  /// Forwarding, and a switch for every link: what is `down` is dropped without a word, as by a cut cable.
  static let router = """
    sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
    nft -f - <<'END'
    table inet links {
      set down { type ifname; }
      chain in { type filter hook prerouting priority raw; iifname @down drop; }
      chain out { type filter hook postrouting priority raw; oifname @down drop; }
    }
    END
    """

  /// A NAT keeps no files.
  static let untouchedFiles = "mount -t sysfs sysfs /sys"

  /// The machine's own folders: small, and as a fresh installation has them the first time.
  /// - Parameter frr: ``frrFiles`` where FRR runs.
  static func files(hosts: String, frr: String) -> String {
    """
    mount -t sysfs sysfs /sys
    if [ ! -d "$disk/etc" ]; then
      mkdir -m 755 "$disk/etc" "$disk/var" "$disk/home"
      mkdir -m 700 "$disk/root" "$disk/etc/wireguard"
      cd /etc
      for file in group protocols services localtime alternatives iproute2 terminfo profile login.defs os-release \\
        ld.so.cache ld.so.conf ld.so.conf.d; do
        if [ -e "$file" ]; then cp -a "$file" "$disk/etc/"; fi
      done
      sed 's|^root:.*|root:x:0:0:root:/root:/bin/sh|' passwd >"$disk/etc/passwd"
      cd "$disk/etc"
      echo 'root:*:19000::::::' >shadow
      chmod 600 shadow
      echo "$name" >hostname
      tr -d - </proc/sys/kernel/random/uuid >machine-id
      printf '%s\\n' 'passwd: files' 'group: files' 'shadow: files' 'hosts: files dns' >nsswitch.conf
      : >resolv.conf
      mkdir -p ssh systemd/system "$disk/var/log" "$disk/var/tmp" "$disk/var/lib" "$disk/var/empty"
      ln -s /run "$disk/var/run"
      ln -s /run/lock "$disk/var/lock"
      printf '127.0.0.1 localhost %s\\n::1 localhost\\n' "$name" >hosts
      cat >>hosts <<'END'
    \(hosts)
    END
    fi
    \(frr)
    cd /
    for folder in etc var root home; do mount --bind "$disk/$folder" "/$folder"; done
    mount -t tmpfs -o size=16m,mode=755 weft-lab /run
    mount -t tmpfs -o size=16m,mode=1777 weft-lab /tmp
    mkdir /run/lock /run/sshd /run/weft
    if command -v show >/dev/null; then show; fi
    """
  }

  /// The rest of the file system is this machine's own: it can be read, and that is all.
  static let readOnly = "mount -o remount,bind,ro /"

  /// What systemd would start: the units beside everything else, with the environment of wireguard-tools' own unit.
  static let units = """
    for unit in /etc/systemd/system/multi-user.target.wants/wg-quick@*.service; do
      if [ ! -L "$unit" ]; then continue; fi
      interface=${unit##*/wg-quick@}
      WG_ENDPOINT_RESOLUTION_RETRIES=infinity wg-quick up "${interface%.service}" </dev/null >>/var/log/boot 2>&1 &
    done
    """

  static let controller = """
    if [ ! -e /root/.ssh/id_ed25519 ]; then
      mkdir -p -m 700 /root/.ssh
      ssh-keygen -q -t ed25519 -N '' -C controller -f /root/.ssh/id_ed25519
      git config --global user.name 'Weft lab'
      git config --global user.email lab@weft.invalid
    fi
    """

  static let git = """
    if [ ! -d /var/git ]; then
      mkdir /var/git
      git init --quiet --bare --initial-branch=main /var/git/mesh.git
    fi
    """

  /// The key exchange is the classical one: the post-quantum one that OpenSSH prefers costs eight times as
  /// much in an emulated machine, where hosts then miss Weft's bound for a session.
  static func server(port: UInt16, key: String) -> String {
    """
    if [ ! -e /etc/ssh/ssh_host_ed25519_key ]; then
      ssh-keygen -q -t ed25519 -N '' -C '' -f /etc/ssh/ssh_host_ed25519_key
      mkdir -p -m 700 /root/.ssh
      echo \(ShellText.quote(key)) >/root/.ssh/authorized_keys
      cat >/etc/ssh/sshd_config <<'END'
    Port \(port)
    HostKey /etc/ssh/ssh_host_ed25519_key
    PermitRootLogin prohibit-password
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    KexAlgorithms curve25519-sha256
    UseDNS no
    END
    fi
    "$(command -v sshd)" -E /var/log/sshd
    """
  }
}
