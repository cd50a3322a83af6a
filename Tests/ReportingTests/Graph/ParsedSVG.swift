import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What an SVG of ours says, read by a parser that is not ours.
final class ParsedSVG: NSObject, XMLParserDelegate {
  struct Label: Hashable {
    var text: String
    var style: String
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    func isApart(from other: Label) -> Bool {
      right <= other.left || other.right <= left || bottom <= other.top || other.bottom <= top
    }
  }

  private(set) var labels: [Label] = []
  private(set) var width = 0.0
  private(set) var height = 0.0
  private(set) var titles = 0
  private(set) var problem: (any Error)?
  private var offsets: [(x: Double, y: Double)] = [(0, 0)]
  private var attributes: [String: String] = [:]
  private var text: String?

  /// Advance of a character and size, by style: of DejaVu Sans and its monospaced sister, the widest usual faces.
  private static let faces: [String: (advance: Double, size: Double)] = [
    "name": (7.23, 12), "strong": (7.23, 12), "network": (6.03, 10), "network on": (6.03, 10), "quiet": (6.9, 12),
    "caption": (6.9, 12), "caption in": (6.9, 12), "title": (11.5, 18), "rank": (6.2, 9),
  ]

  init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    if !parser.parse() { problem = parser.parserError }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    switch name {
    case "svg":
      let box = (attributes["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
      if box.count == 4 { (width, height) = (box[2], box[3]) }
    case "g":
      let words = (attributes["transform"] ?? "").split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
      let base = offsets[offsets.count - 1]
      offsets.append(words.count == 2 ? (base.x + words[0], base.y + words[1]) : base)
    case "title": titles += 1
    case "text":
      self.attributes = attributes
      text = ""
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if name == "g" { offsets.removeLast() }
    guard name == "text", let text else { return }
    let style = attributes["class"] ?? ""
    let face = Self.faces[style] ?? (100, 100)
    let width = Double(text.count) * face.advance
    let offset = offsets[offsets.count - 1]
    let x = offset.x + (Double(attributes["x"] ?? "") ?? 0) - (attributes["text-anchor"] == "middle" ? width / 2 : 0)
    let y = offset.y + (Double(attributes["y"] ?? "") ?? 0)
    labels.append(
      Label(
        text: text, style: style, left: x, right: x + width, top: y - face.size * 0.78, bottom: y + face.size * 0.22))
    self.text = nil
  }

  /// Two labels that meet.
  var overlap: (Label, Label)? {
    let sorted = labels.sorted { $0.left < $1.left }
    for (index, label) in sorted.enumerated() {
      for other in sorted[(index + 1)...] {
        if other.left >= label.right { break }
        if !label.isApart(from: other) { return (label, other) }
      }
    }
    return nil
  }

  /// Names of nodes, sorted.
  var names: [String] { labels.filter { ["name", "strong"].contains($0.style) }.map(\.text).sorted() }
}
