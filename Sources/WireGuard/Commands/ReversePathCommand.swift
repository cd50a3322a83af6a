/// The reverse path filter of an interface.
package enum ReversePathCommand {
  /// Lets in what comes over the interface while the way back goes over another: 2 is loose, whatever `all` says, since the
  /// larger of the two holds (Documentation/networking/ip-sysctl.rst, rp_filter). It stays.
  package static func loose(_ interface: ShellText) -> ShellText {
    "echo 2 >/proc/sys/net/ipv4/conf/\(interface)/rp_filter"
  }
}
