extension BootParts {
  /// Defines `stand_in COMMAND`: puts the script that it reads in the place of a command, whichever way that is called. The
  /// real one is `/run/weft/real/COMMAND/COMMAND`.
  static let standIns = """
    stand_in() {
      program=$(readlink -f "$(command -v "$1")" || true)
      # A link to something else, such as busybox, is that one's only program: it stays.
      if [ "${program##*/}" != "$1" ]; then return; fi
      mkdir -p "/run/weft/real/$1" /run/weft/stand-in
      touch "/run/weft/real/$1/$1"
      mount --bind "$program" "/run/weft/real/$1/$1"
      cat >"/run/weft/stand-in/$1"
      chmod 755 "/run/weft/stand-in/$1"
      mount --bind "/run/weft/stand-in/$1" "$program"
    }
    """

  /// Records each command that can change the host.
  ///
  /// A record is the host's uptime, the command and its arguments, between tabs; never what it reads.
  static let record = """
    for command in wg ip vtysh wg-quick systemctl; do
      stand_in "$command" <<END
    #!/bin/sh
    read up idle </proc/uptime
    line="\\$up	$command"
    for argument; do line="\\$line	\\$argument"; done
    printf '%s\\\\n' "\\$line" >>/var/log/weft-record
    exec /run/weft/real/$command/$command "\\$@"
    END
    done
    """

  /// A kernel moves packets before it runs processes. wireguard-go is a process, on processors that all hosts of a lab
  /// share: unless it comes first, one host's packets are lost to another one's session.
  static let packetsFirst = """
    stand_in wireguard-go <<'END'
    #!/bin/sh
    exec setsid -w sh -c '
      { echo -20 >/proc/self/autogroup; } 2>/dev/null
      exec nice -n -20 /run/weft/real/wireguard-go/wireguard-go "$@"' wireguard-go "$@"
    END
    """
}
