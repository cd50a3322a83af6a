import Diagnostics
import Foundation
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Files as an import gets them.
struct ImportFixture {
  var files: [(path: String, text: String)]

  init(_ files: [(path: String, text: String)]) { self.files = files }

  /// What wg-meshconf 2.5.1 (https://github.com/k4yt3x/wg-meshconf) wrote for a mesh of 30 made for this test: with both
  /// families, networks behind every fifth node, and names for every third endpoint.
  static func meshconf() throws -> ImportFixture {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/wg-meshconf-2.5.1.txt")
    let sections = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "==> ").dropFirst()
    return ImportFixture(
      sections.map { section in
        let halves = section.split(separator: "\n", maxSplits: 1)
        return (String(halves[0]), String(halves[1]))
      })
  }

  /// Every file, read.
  func read() throws -> [QuickFile] {
    try files.map { path, text in
      let (file, diagnostics) = QuickFile.read(Array(text.utf8), file: path)
      #expect(diagnostics == [])
      return try #require(file)
    }
  }

  func hosts() throws -> [ImportedHost] {
    let names = ImportedFileName.names(of: files.map(\.path))
    return try zip(try read(), names).map { file, name in
      let node = try #require(file.name ?? name?.node)
      return ImportedHost.read(file, name: node, interface: name?.interface(of: node)).host
    }
  }

  func imported() throws -> ImportedRepository { try ImportedRepository(hosts(), name: "test", origin: "A test.") }
}
