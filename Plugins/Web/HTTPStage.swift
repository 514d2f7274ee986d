// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Records from a web service that answers with JSON.
struct HTTPStage: FetchStage {
    static let spec = StageSpec(
        "http",
        "Records from a web service that answers with JSON, page by page.",
        options: Self.ownOptions + Paging.options,
        connection: ConnectionNeed(type: "http", isOptional: true),
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
        .optionalText(
            "records",
            "The path of the list of records in each page, such as 'data.items'; if left out, the page "
                + "itself is the list, or the one record.",
            default: ""
        ),
        DeclaredColumns.option,
        .bool("extra", "Keep fields that are not listed here in a column 'extra'.", default: false),
    ]

    private let url: StageURL
    private let records: String
    private let paging: Paging
    private let declared: DeclaredColumns
    private let keepsOthers: Bool
    private let plan: JSONDecodePlan?
    private let begun: BegunReading?

    init(_ options: StageOptions) throws {
        url = try StageURL(options)
        records = options.text("records")
        paging = try Paging(options)
        declared = try DeclaredColumns(options)
        keepsOthers = options.bool("extra")
        try declared.checkExtra(declared.fields, keepsOthers: keepsOthers, options)
        begun = nil
        guard !declared.infersOthers else {
            plan = nil
            return
        }
        let columns = JSONDecodePlan.columns(declared.fields, keepsOthers: keepsOthers)
        plan = JSONDecodePlan(
            paging.records(at: records),
            columns: columns,
            inference: InferenceNote(declaring: declared.fields)
        )
    }

    private init(
        _ stage: HTTPStage,
        _ fields: [Field],
        _ note: InferenceNote,
        _ begun: BegunReading
    ) throws {
        url = stage.url
        records = stage.records
        paging = stage.paging
        declared = stage.declared
        keepsOthers = stage.keepsOthers
        try declared.checkExtra(fields, keepsOthers: keepsOthers, nil)
        let columns = JSONDecodePlan.columns(fields, keepsOthers: keepsOthers)
        plan = JSONDecodePlan(paging.records(at: records), columns: columns, inference: note)
        self.begun = begun
    }

    var schema: Schema? { plan?.schema }

    func partitions(in context: FetchContext) -> [Partition] {
        [Partition(key: url.path, date: nil)]
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        begun?.take() ?? newPages(in: context)
    }

    func makeDecoder() throws -> any PageDecoder {
        guard let plan else { preconditionFailure("a stage decodes once its columns are known") }
        return WebPageDecoder(plan, records: records)
    }

    func inferringSchema(in context: FetchContext) async throws -> any FetchStage {
        let begun = try await BegunPages(newPages(in: context), upTo: SchemaInference.byteLimit)
        let (pages, partition, declared) = (begun.pages, url.path, declared.fields)
        let format = RecordFormat.json(paging.records(at: records)), records = records
        let (schema, note) = try await context.onWorker {
            var inference = SchemaInference(format)
            for page in pages where !inference.isComplete {
                try PageReader.explaining(page, records: records, partition: partition) {
                    try inference.add(page.load(), number: page.number, partition: partition)
                }
            }
            return (try inference.schema(declared: declared), inference.note(declared: declared))
        }
        return try HTTPStage(self, schema.fields, note, BegunReading(begun))
    }

    private func newPages(in context: FetchContext) -> any PageSource {
        let endpoint: WebEndpoint
        do {
            endpoint = try WebEndpoint(url, over: context.web)
        } catch {
            return UnreachablePages(error: error)
        }
        return switch paging {
        case .numbered(let paging): NumberedPages(paging, records: records, over: endpoint)
        case .chained(let paging): ChainedPages(paging, records: records, over: endpoint)
        }
    }
}

extension Paging {
    /// How the records of a page stand in it; only a page that no other follows can be a record instead of a list.
    fileprivate func records(at path: String) -> JSONDecodePlan.Records {
        if path.isEmpty, case .chained(let paging) = self, case .none = paging.link {
            return .document
        }
        return .list(at: path.pathKeys)
    }
}

extension JSONDecodePlan {
    fileprivate static func columns(_ fields: [Field], keepsOthers: Bool) -> [Column] {
        fields.map { .field($0.name, $0.type) } + (keepsOthers ? [.extra("extra")] : [])
    }
}

/// The pages of a URL that leads nowhere: the fault comes where pages are waited for.
private struct UnreachablePages: PageSource {
    let error: any Error

    func next() throws -> PageStep { throw error }
}
