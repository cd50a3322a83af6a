import WireGuard

/// How one script travels through a long-lived shell: what is written to it, and where its answer begins and ends.
///
/// The script goes in as one quoted word for `eval` in a subshell, so that a script that is not even a sentence of the
/// language, or that exits, leaves the shell itself unharmed; and the subshell's input is empty, because a shell reads
/// ahead from a pipe and a command that read from it would swallow the next script. Whatever stands outside the two
/// markers, such as a login banner, is not the script's.
///
/// Lines for the script are sent once the first marker was seen: the shell has read the whole frame by then and reads on
/// only after it. A loop of builtins passes exactly so many on, also where the script has stopped reading: what is left
/// over would be a command to the shell.
struct ScriptFrame: Hashable, Sendable {
  static let prefix = "weft-frame-"

  /// Unguessable, so that no output can end the frame by accident or by intent.
  let token: String

  init(token: String = String(UInt128.random(in: 0 ... .max), radix: 36)) { self.token = token }

  var begin: String { Self.prefix + token + "-begin" }
  var end: String { Self.prefix + token + "-end" }

  /// - Parameter lines: How many lines the script is sent.
  func text(_ script: ShellText, lines: Int = 0) -> String {
    let run: ShellText =
      lines == 0 ? "(eval \(script.text)) </dev/null" : "\(Self.passing(lines)) | (eval \(script.text))"
    let mark: ShellText = """
      printf '%s\\n' \(begin) >&2; printf '%s\\n' \(begin); \(run); \
      printf '\\n%s %d\\n' \(end) $?; printf '\\n%s 0\\n' \(end) >&2

      """
    return mark.text
  }

  private static func passing(_ lines: Int) -> ShellText {
    """
    (trap '' PIPE; count=0; while [ $count -lt \(lines) ] && IFS= read -r line; do \
    printf '%s\\n' "$line" 2>/dev/null || :; count=$((count + 1)); done)
    """
  }
}

/// Finds one frame's body in a stream of bytes.
struct FrameScanner: Sendable {
  private let begin: [UInt8]
  private let end: [UInt8]
  private var bytes: [UInt8] = []
  /// Where the body begins in `bytes`; `nil` until the first marker was seen.
  private var start: Int?
  /// Before this no marker begins.
  private var scanned = 0
  /// The body and the number behind the last marker, once both are there.
  private(set) var result: (body: String, code: Int32)?

  init(_ frame: ScriptFrame) {
    begin = Array((frame.begin + "\n").utf8)
    end = Array(("\n" + frame.end + " ").utf8)
  }

  var count: Int { bytes.count }
  /// Whether the first marker was seen.
  var hasBegun: Bool { start != nil }

  mutating func feed(_ more: some Sequence<UInt8>) {
    guard result == nil else { return }
    bytes += more
    if start == nil, let found = find(begin) {
      start = found + begin.count
      // The newline of the first marker may be the one that the last marker begins with.
      scanned = found + begin.count - 1
    }
    guard let start, let found = find(end) else { return }
    let tail = bytes[(found + end.count)...]
    guard let newline = tail.firstIndex(of: UInt8(ascii: "\n")) else { return }
    let code = Int32(String(decoding: tail[..<newline], as: UTF8.self)) ?? 255
    result = (String(decoding: bytes[start..<max(start, found)], as: UTF8.self), code)
    bytes = []
  }

  /// The first place of a marker that has not been looked at before.
  private mutating func find(_ marker: [UInt8]) -> Int? {
    let last = bytes.count - marker.count
    while scanned <= last {
      if bytes[scanned] == marker[0], bytes[scanned..<scanned + marker.count].elementsEqual(marker) { return scanned }
      scanned += 1
    }
    return nil
  }
}
