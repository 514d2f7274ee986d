// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Records from a web service that answers with JSON, JSON lines or CSV.
struct HTTPStage: FetchStage {
    static let spec = StageSpec(
        "http",
        "Records from a web service that answers with JSON or CSV, page by page.",
        options: ownOptions + AnswerFormat.options + columnOptions + DayRule.options
            + Paging.options + AnswerFormat.csvOptions,
        connection: ConnectionNeed(type: "http", isOptional: true),
        ownReferences: DayReferences.names,
        example: """
            - id: orders
              fetch: http
              url: https://shop.example/api/v2/orders
              records: data.items
              schema: {id: int64, createdAt: timestamp, total: "decimal(18, 2)"}
              paging: page
              page_size: 500
              page_size_parameter: limit
              pages_at: meta.totalPages
            """
    )
    static let isDated = false

    static func isDated(_ option: (_ name: String) -> String?) -> Bool {
        option("partition") == "day"
    }

    private static let ownOptions: [OptionSpec] = [
        .text(
            "url",
            "Where the records are: an absolute URL, or one relative to the connection's base_url."
        ),
        OptionSpec(
            "query",
            .mapping,
            "Parameters that go with every request, encoded as they must be."
        ),
    ]

    private static let columnOptions: [OptionSpec] = [
        DeclaredColumns.option,
        .bool("extra", "Keep fields that are not listed here in a column 'extra'.", default: false),
    ]

    private let url: StageURL
    private let format: AnswerFormat
    private let paging: Paging
    /// Nil for one partition that covers the window.
    private let days: DayRule?
    private let declared: DeclaredColumns
    private let keepsOthers: Bool
    private let plan: RecordPlan?
    private let begun: BegunReading?

    init(_ options: StageOptions) throws {
        url = try StageURL(options)
        days = try DayRule(options, url)
        paging = try Paging(options)
        format = try AnswerFormat(options, paging)
        declared = try DeclaredColumns(options)
        keepsOthers = options.bool("extra")
        try declared.checkExtra(declared.fields, keepsOthers: keepsOthers, options)
        if format.hasNoNames, declared.infersOthers, !declared.fields.isEmpty {
            throw WebFault.namelessColumns(options)
        }
        begun = nil
        let note = InferenceNote(declaring: declared.fields)
        plan =
            declared.infersOthers
            ? nil : RecordPlan(format.records, declared.fields, keepsOthers: keepsOthers, note)
    }

    private init(
        _ stage: HTTPStage,
        _ fields: [Field],
        _ note: InferenceNote,
        _ begun: BegunReading
    ) throws {
        url = stage.url
        format = stage.format
        paging = stage.paging
        days = stage.days
        declared = stage.declared
        keepsOthers = stage.keepsOthers
        try declared.checkExtra(fields, keepsOthers: keepsOthers, nil)
        plan = RecordPlan(format.records, fields, keepsOthers: keepsOthers, note)
        self.begun = begun
    }

    var schema: Schema? { plan?.schema }

    func partitions(in context: FetchContext) -> [Partition] {
        guard days != nil else { return [Partition(key: url.path, date: nil)] }
        guard let window = context.window else {
            preconditionFailure("a stage that reads days is given a window")
        }
        return window.days.map { day in
            let path = url.on(day).path
            return Partition(key: path == url.path ? "\(path) \(day)" : path, date: day)
        }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        begun?.take(partition.key) ?? newPages(of: partition, in: context)
    }

    func makeDecoder() throws -> any PageDecoder {
        guard let plan else { preconditionFailure("a stage decodes once its columns are known") }
        return WebPageDecoder(plan, format)
    }

    func inferringSchema(in context: FetchContext) async throws -> any FetchStage {
        var begun: [String: BegunPages] = [:]
        let partitions = partitions(in: context)
        for partition in partitions {
            let pages = try await BegunPages(
                newPages(of: partition, in: context),
                upTo: SchemaInference.byteLimit
            )
            begun[partition.key] = pages
            // A day without any record tells nothing.
            let isLast = begun.count == partitions.count
            if let found = try await columns(of: begun, isLast: isLast, in: context) {
                return try HTTPStage(self, found.schema.fields, found.note, BegunReading(begun))
            }
        }
        preconditionFailure("the last day tells columns or what is wrong")
    }

    /// What the pages read so far tell of columns; nil if they hold no record and others may.
    private func columns(
        of begun: [String: BegunPages],
        isLast: Bool,
        in context: FetchContext
    ) async throws -> (schema: Schema, note: InferenceNote)? {
        let format = format, declared = declared.fields
        return try await context.onWorker {
            var inference = SchemaInference(format.records)
            for (partition, source) in begun.sorted(by: { $0.key < $1.key }) {
                for page in source.pages where !inference.isComplete {
                    try PageReader.explaining(page, format, partition: partition) {
                        try inference.add(page.load(), number: page.number, partition: partition)
                    }
                }
            }
            if inference.rowCount == 0, !isLast { return nil }
            return (try inference.schema(declared: declared), inference.note(declared: declared))
        }
    }

    private func newPages(of partition: Partition, in context: FetchContext) -> any PageSource {
        let url = partition.date.map { self.url.on($0) } ?? url
        let endpoint: WebEndpoint
        do {
            endpoint = try WebEndpoint(url, format, over: context.web)
        } catch {
            return UnreachablePages(error: error)
        }
        var pages: any PageSource =
            switch paging {
            case .numbered(let paging): NumberedPages(paging, format, over: endpoint)
            case .chained(let paging): ChainedPages(paging, format, over: endpoint)
            }
        if !format.isDocument { pages = AnswerBlocks(pages, format, context) }
        guard let days, let day = partition.date else { return pages }
        let finality = days.finality(of: day, at: context.web.client.unixSeconds)
        return DatedPages(source: pages, finality: finality)
    }
}

/// The pages of a URL that leads nowhere: the fault comes where pages are waited for.
private struct UnreachablePages: PageSource {
    let error: any Error

    func next() throws -> PageStep { throw error }
}
