/// Makes private keys on their host, where they stay.
package enum KeyScript {
  /// Makes a new key beside those that are there, and prints its public half alone.
  package static func make(mesh: String) -> ShellText {
    """
    (
    set -e
    umask 077
    mkdir -p \(HostFolder.keys(mesh: mesh))
    cd \(HostFolder.keys(mesh: mesh))
    trap 'rm -f .new' EXIT
    wg genkey >.new
    public=$(wg pubkey <.new)
    # The name may begin with a hyphen.
    mv .new "./$(printf %s "${public%=}" | tr +/ -_)"
    echo "$public"
    )
    """
  }

  /// Prints the public half of the first key that is there and is none of the given ones, or makes one.
  package static func ensure(mesh: String, except keys: [PublicKey] = []) -> ShellText {
    """
    for file in \(HostFolder.keys(mesh: mesh))/*; do
      case \(" \(keys.map(\.fileName).joined(separator: " ")) ") in *" ${file##*/} "*) file=; continue ;; esac
      if [ -f "$file" ]; then break; fi
    done
    if [ -f "$file" ]; then wg pubkey <"$file"; else \(make(mesh: mesh)); fi
    """
  }

  /// Reads what the scripts print; `nil` for anything else.
  package static func parse(_ output: String) -> PublicKey? {
    output.last == "\n" ? PublicKey(output.dropLast()) : nil
  }
}
