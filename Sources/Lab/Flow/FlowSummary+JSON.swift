import Foundation

extension FlowSummary {
  private struct Document: Encodable {
    let directions: [DirectionDocument]
    let total: ReportDocument
  }

  private struct DirectionDocument: Encodable {
    let from: String
    let to: String
    let report: ReportDocument

    func encode(to encoder: any Encoder) throws {
      try report.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(from, forKey: .from)
      try container.encode(to, forKey: .to)
    }

    private enum CodingKeys: CodingKey {
      case from
      case to
    }
  }

  private struct ReportDocument: Encodable {
    let sent: Int
    let received: Int
    let lost: Int
    let duplicated: Int
    let longestDelaySeconds: Double
    let longestGapSeconds: Double
    let untilFirstSeconds: Double
    let latestSendSeconds: Double

    init(_ report: FlowReport) {
      sent = report.sent
      received = report.received
      lost = report.lost
      duplicated = report.duplicated
      longestDelaySeconds = report.longestDelay
      longestGapSeconds = report.longestGap
      untilFirstSeconds = report.untilFirst
      latestSendSeconds = report.latestSend
    }
  }

  /// For other programs; keys sorted.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let document = Document(
      directions: directions.map { DirectionDocument(from: $0.from, to: $0.to, report: ReportDocument($0.report)) },
      total: ReportDocument(total))
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }
}
