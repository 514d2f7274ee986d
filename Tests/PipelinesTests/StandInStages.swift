// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import FjordKit
import HTTP
import Pipelines

/// Stages with the options and columns of real ones that never run.
enum StandIn {
    static let stages = StageList(
        fetches: [Funds.self, Rows.self, File.self],
        batchTransforms: [Explode.self],
        orderedTransforms: [Check.self, Limit.self],
        wholeRunTransforms: [Join.self, Union.self],
        streamSinks: [CSV.self, JSONLines.self],
        batchSinks: [Email.self],
        connections: [Vipps.self]
    )

    struct Funds: FetchStage {
        static let spec = StageSpec(
            "vipps.funds",
            "Entries of the funds ledgers.",
            OptionSpec("ledgers", .textListOr(word: "all"), "Which.", default: "all"),
            connection: ConnectionNeed(type: "vipps", sandboxKeys: "accounting")
        )
        static let isDated = true
        let ledgers: [String]?
        let schema: Schema? = Schema([
            Field("ledgerDate", .date), Field("recipientHandle", .text),
            Field("entryType", .text), Field("amount", .money), Field("currency", .text),
            Field("balanceBefore", .money), Field("balanceAfter", .money),
        ])
        init(_ options: StageOptions) throws { ledgers = options.texts("ledgers") }
    }

    struct Rows: FetchStage {
        static let spec = StageSpec("rows", "Rows without dates.")
        static let isDated = false
        let schema: Schema? = Schema([
            Field("id", .int64), Field("name", .text), Field("ærlig beløp", .int64),
        ])
        init(_ options: StageOptions) throws {}
    }

    struct Explode: BatchTransform {
        static let spec = StageSpec(
            "explode",
            "Turn a list into rows.",
            OptionSpec("columns", .columns, "Which.", isRequired: true)
        )
        init(_ options: StageOptions) throws {}
        func outputSchema(for input: Schema) throws -> Schema {
            guard input.index(of: "name") != nil else {
                throw PipelineError(ErrorCode("no-name"), "there is no name to explode")
            }
            return input
        }
        func apply(_ batch: RecordBatch, into emit: (RecordBatch) throws -> Void) throws {}
    }

    struct Limit: OrderedTransform {
        static let spec = StageSpec(
            "limit",
            "Keep the first rows.",
            .int("rows", "How many.", in: 0...9)
        )
        init(_ options: StageOptions) throws {}
        func outputSchema(for input: Schema) throws -> Schema { input }
        mutating func apply(_ batch: RecordBatch) throws -> TransformResult { .rows(batch) }
    }

    struct Check: OrderedTransform {
        static let spec = StageSpec(
            "check",
            "Judge rows.",
            OptionSpec("rules", .rules, "What must be true.", isRequired: true)
        )
        let needsAllRows = true
        init(_ options: StageOptions) throws {}
        func outputSchema(for input: Schema) throws -> Schema { input }
        mutating func apply(_ batch: RecordBatch) throws -> TransformResult { .rows(batch) }
    }

    struct CSV: StreamSink {
        static let spec = StageSpec(
            "csv",
            "A file of values.",
            .path("path", "Where."),
            .optionalText("delimiter", "Between values.", default: ","),
            .choice("decimal_separator", "In numbers.", [".", ","]),
            .bool("header", "Names first.", default: true)
        )
        let path: String
        let compression = Compression.none
        init(_ options: StageOptions) throws {
            path = options.text("path")
            guard options.text("delimiter") != options.text("decimal_separator") else {
                throw options.fault(
                    ErrorCode("csv-delimiter"),
                    in: "delimiter",
                    "the delimiter is the decimal separator"
                )
            }
        }
        func makeEncoder(for schema: Schema) throws -> any BatchEncoder { Encoder() }
    }

    struct JSONLines: StreamSink {
        static let spec = StageSpec("jsonl", "A file of objects.", .path("path", "Where."))
        let path: String
        let compression = Compression.none
        init(_ options: StageOptions) throws { path = options.text("path") }
        func makeEncoder(for schema: Schema) throws -> any BatchEncoder { Encoder() }
    }

    struct Email: BatchSink {
        static let spec = StageSpec(
            "email",
            "A mail.",
            .text("from", "Sender."),
            OptionSpec("to", .textList, "Recipients.", isRequired: true),
            .text("subject", "Subject."),
            .path("path", "Where."),
            OptionSpec("totals", .columns, "Totals.")
        )
        let path: String
        let subject: String
        init(_ options: StageOptions) throws {
            path = options.text("path")
            subject = options.text("subject")
        }
        func makeDocument(for input: SinkInput) throws -> any SinkDocument { Document() }
    }

    struct Vipps: Connection {
        static let spec = StageSpec(
            "vipps",
            "The report API.",
            .optionalText("base_url", "Where.", default: "https://api.vipps.no"),
            .choice("key_type", "Of which kind.", ["sales_unit", "accounting", "management"]),
            OptionSpec("client_id", .text, "Who.", isRequired: true),
            OptionSpec("client_secret", .secret, "Password.", isRequired: true),
            .int("requests_in_flight", "At once.", in: 1...64, default: 4)
        )
        let identity = "stand-in"
        let requestsInFlight = 1
        init(name: String, _ options: StageOptions, client: HTTPClient) throws {}
        init() {}
    }

    struct Encoder: BatchEncoder {
        mutating func encodeHeader(into writer: inout ByteWriter) {}
        mutating func encode(_ batch: RecordBatch, into writer: inout ByteWriter) throws {}
        mutating func takeCurrencies() -> [String: Currency] { [:] }
    }

    struct Document: SinkDocument {
        mutating func add(_ batch: RecordBatch) throws {}
        mutating func finish(_ run: RunOutline) throws -> Bytes { throw NeverRun() }
    }

    struct NeverRun: Error {}

    struct NoPages: PageSource {
        mutating func next() async throws -> PageStep { .end(.final) }
    }

    struct NoDecoder: PageDecoder {
        mutating func decode(
            _ page: Page,
            of partition: Partition,
            into emit: (RecordBatch) throws -> Void
        ) throws -> PageSummary { PageSummary() }
        mutating func flush(into emit: (RecordBatch) throws -> Void) throws -> PageSummary {
            PageSummary()
        }
    }
}

extension FetchStage {
    func partitions(in context: FetchContext) async throws -> [Partition] { [] }
    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        StandIn.NoPages()
    }
    func makeDecoder() throws -> any PageDecoder { StandIn.NoDecoder() }
}

/// Checks a pipeline's text.
func check(
    _ text: String,
    project: String? = nil,
    overrides: ConnectionOverrides = .none,
    registered: StageList = StandIn.stages
) throws(PipelineErrors) -> CheckedPipeline {
    try CheckedPipeline(
        checking: DefinitionSource(name: "p.yaml", text: text),
        in: Project(
            folder: "/project",
            file: project.map { DefinitionSource(name: "fjord.yaml", text: $0) }
        ),
        registered: registered,
        overrides: overrides
    )
}

/// What a user reads of a pipeline's faults and warnings.
func faults(
    _ text: String,
    project: String? = nil,
    overrides: ConnectionOverrides = .none,
    registered: StageList = StandIn.stages
) -> String {
    do {
        let warnings = try check(
            text,
            project: project,
            overrides: overrides,
            registered: registered
        ).warnings
        return PipelineErrors(warnings).description
    } catch {
        return error.description
    }
}

/// A pipeline over `rows` (id, name, ærlig beløp) with these stages and a sink behind them.
func overRows(_ stages: String) -> String {
    """
    fjord: 1
    name: test
    stages:
      - fetch: rows
    \(stages)
      - sink: csv
        path: out.csv
    """
}

/// The columns that flow into the sink of `overRows`.
func columns(_ stages: String) throws -> [String] {
    let checked = try check(overRows(stages))
    let values = try checked.parameterValues(settings: [])
    let graph = try checked.plan(window: nil, parameters: values) { _ in StandIn.Vipps() }
    return graph.nodes.last?.schema.fields.map { "\($0.name) \($0.type)" } ?? []
}
