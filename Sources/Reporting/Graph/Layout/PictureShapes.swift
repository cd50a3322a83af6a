/// A place in a picture, in its units: pixels, until it is scaled.
struct PicturePoint: Hashable, Sendable {
  var x: Int
  var y: Int
}

struct PictureFrame: Hashable, Sendable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int

  var right: Int { x + width }
  var bottom: Int { y + height }
  var middle: PicturePoint { PicturePoint(x: x + width / 2, y: y + height / 2) }

  func moved(by point: PicturePoint) -> PictureFrame {
    PictureFrame(x: x + point.x, y: y + point.y, width: width, height: height)
  }

  func isApart(from other: PictureFrame) -> Bool {
    right <= other.x || other.right <= x || bottom <= other.y || other.bottom <= y
  }
}

/// Sizes that are the same in every picture.
enum PictureMetrics {
  static let nameSize = 12
  static let networkSize = 10
  static let captionSize = 12
  static let captionLine = 16
  static let boxPadding = 9
  /// Room for the wall at the left of a node behind NAT.
  static let wall = 8
  static let gutter = 14
  /// Between two lines side by side.
  static let track = 7
  static let rowGap = 9
  static let cardPadding = 12
  static let blockGap = 26
  static let margin = 24

  /// Names are set in a monospaced face, whose characters are 0.6 of its size wide: 0.61 leaves a little.
  static func nameWidth(_ text: String) -> Int { (text.count * nameSize * 61 + 99) / 100 }

  static func networkWidth(_ text: String) -> Int { (text.count * networkSize * 61 + 99) / 100 }

  /// Of a proportional face, which depends on the reader's machine: more than the widest of the usual ones need.
  static func captionWidth(_ text: String) -> Int { (text.count * captionSize * 59 + 99) / 100 }

  /// A caption in lines of a width; a longer word has a line of its own, and a number stays with its unit.
  static func wrapped(_ caption: String, to width: Int) -> [String] {
    var words: [String] = []
    for word in caption.split(separator: " ") {
      if words.last?.last?.isNumber == true, words.last?.first?.isNumber == true {
        words[words.count - 1] += " \(word)"
      } else {
        words.append(String(word))
      }
    }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, captionWidth("\(last) \(word)") <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
