// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// A source whose records stand in the pipeline file itself.
///
/// A line `# KEY` begins a partition, an empty line a page; each other line is one JSON record.
struct RecordsStage: FetchStage {
    static let spec = StageSpec(
        "records",
        "Records from the pipeline file.",
        OptionSpec("columns", .textList, "Each `name type`.", isRequired: true),
        .text("records", "JSON lines."),
        .choice("finality", "Whether the records may still change.", ["final", "provisional"])
    )
    static let isDated = false

    private let plan: JSONDecodePlan
    private let parts: [RecordsPart]
    private let finality: Finality

    init(_ options: StageOptions) throws {
        let columns = try (options.texts("columns") ?? []).map { text in
            guard let column = JSONDecodePlan.Column(text) else {
                throw options.fault(
                    ErrorCode("no-such-type"),
                    in: "columns",
                    "'\(text)' has no type"
                )
            }
            return column
        }
        plan = JSONDecodePlan(recordPath: [], columns: columns)
        parts = RecordsPart.list(options.text("records"))
        finality = Finality(rawValue: options.text("finality")) ?? .final
    }

    var schema: Schema? { plan.schema }

    func partitions(in context: FetchContext) -> [Partition] {
        parts.map { Partition(key: $0.key, date: nil) }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        let pages = parts.first { $0.key == partition.key }?.pages ?? []
        return RecordsPages(rest: pages[...], finality: finality)
    }

    func makeDecoder() -> any PageDecoder {
        RecordPageDecoder(plan, totalling: plan.schema.fields.first { $0.type == .money }?.name)
    }
}

/// One partition: its key and the lists of records that are its pages.
struct RecordsPart: Sendable {
    let key: String
    private(set) var pages: [String] = []

    static func list(_ text: String) -> [RecordsPart] {
        var parts: [RecordsPart] = []
        var page: [Substring] = []
        func endPage() {
            if parts.isEmpty { parts.append(RecordsPart(key: "records")) }
            if !page.isEmpty {
                parts[parts.count - 1].pages.append("[\(page.joined(separator: ","))]")
            }
            page = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("# ") {
                if !page.isEmpty { endPage() }
                parts.append(RecordsPart(key: String(line.dropFirst(2))))
            } else if line.isEmpty {
                endPage()
            } else {
                page.append(line)
            }
        }
        endPage()
        return parts
    }
}

private struct RecordsPages: PageSource {
    var rest: ArraySlice<String>
    let finality: Finality
    private var number = 0

    init(rest: ArraySlice<String>, finality: Finality) {
        self.rest = rest
        self.finality = finality
    }

    mutating func next() async throws -> PageStep {
        guard let text = rest.popFirst() else { return .end(finality) }
        number += 1
        return .page(Page(bytes: Bytes(text), number: number))
    }
}

extension JSONDecodePlan.Column {
    /// Reads `amount money`; money takes its currency from the record's `currency`.
    fileprivate init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 2 else { return nil }
        switch words[1] {
        case "boolean": self = .field(words[0], .boolean)
        case "int64": self = .field(words[0], .int64)
        case "float64": self = .field(words[0], .float64)
        case "decimal": self = .field(words[0], .decimal(precision: 18, scale: 4))
        case "money": self = .money(words[0], currency: "currency")
        case "text": self = .field(words[0], .text)
        case "date": self = .field(words[0], .date)
        case "timestamp": self = .field(words[0], .timestamp)
        case "json": self = .field(words[0], .json)
        default: return nil
        }
    }
}
