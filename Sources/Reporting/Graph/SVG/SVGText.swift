/// SVG, written line by line.
struct SVGText {
  private(set) var lines: [String] = []

  mutating func add(_ line: String) { lines.append(line) }

  mutating func add(text: String, at point: PicturePoint, _ style: String, anchor: String = "start") {
    let side = anchor == "start" ? "" : #" text-anchor="\#(anchor)""#
    add(#"<text x="\#(point.x)" y="\#(point.y)" class="\#(style)"\#(side)>\#(Self.escaped(text))</text>"#)
  }

  mutating func add(path points: [PicturePoint], _ style: String) { add(paths: [points], style) }

  mutating func add(paths: [[PicturePoint]], _ style: String) {
    let data = paths.map { points in
      points.enumerated().map { "\($0 == 0 ? "M" : "L")\($1.x) \($1.y)" }.joined()
    }
    add(#"<path class="\#(style)" d="\#(data.joined())"/>"#)
  }

  mutating func add(frame: PictureFrame, radius: Int, _ style: String) {
    add(
      #"<rect class="\#(style)" x="\#(frame.x)" y="\#(frame.y)" width="\#(frame.width)" height="\#(frame.height)" "#
        + #"rx="\#(radius)"/>"#)
  }

  /// For text and for attributes. What XML cannot hold at all becomes U+FFFD (XML 1.0, 2.2).
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
