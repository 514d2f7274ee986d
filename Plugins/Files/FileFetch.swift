// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Reads files: each is a partition, in the order of their paths' bytes.
struct FileFetch: FetchStage {
    static let spec = StageSpec(
        "file",
        "Read JSON, JSON lines or CSV, gzip or not, from one file or many.",
        options: FileFormat.options + [DeclaredColumns.option, extraOption] + CSVDialectOptions.all,
        example: """
            - id: orders
              fetch: file
              path: in/${window}/*.csv.gz
              schema: {id: int64, placed: timestamp, total: "decimal(18, 2)"}
            """
    )
    static let isDated = false

    private static let extraOption = OptionSpec.bool(
        "extra",
        "Keep what the schema does not list in a column 'extra'.",
        default: false
    )

    private let path: String
    private let format: FileFormat
    private let declared: DeclaredColumns
    private let keepsOthers: Bool
    private let plan: FilePlan?

    init(_ options: StageOptions) throws {
        path = options.text("path")
        format = try FileFormat(options)
        declared = try DeclaredColumns(options)
        keepsOthers = options.bool("extra")
        try declared.checkExtra(declared.fields, keepsOthers: keepsOthers, options)
        if format.hasNoNames, declared.infersOthers, !declared.fields.isEmpty {
            throw FilesErrors.namelessColumns(options)
        }
        plan =
            declared.infersOthers
            ? nil
            : FilePlan(
                format.records,
                declared.fields,
                keepsOthers: keepsOthers,
                InferenceNote(declaring: declared.fields)
            )
    }

    private init(_ stage: FileFetch, _ fields: [Field], _ note: InferenceNote) throws {
        path = stage.path
        format = stage.format
        declared = stage.declared
        keepsOthers = stage.keepsOthers
        try declared.checkExtra(fields, keepsOthers: keepsOthers, nil)
        plan = FilePlan(format.records, fields, keepsOthers: keepsOthers, note)
    }

    var schema: Schema? { plan?.schema }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        let pattern = path, folder = context.folder
        let found = try await context.onWorker {
            try FileSearch(folder: folder).files(matching: pattern)
        }
        guard !found.isEmpty else {
            throw FileSearch(folder: folder).isFolder(pattern)
                ? FilesErrors.folder(pattern) : FilesErrors.noFiles(pattern, in: folder)
        }
        return found.map { Partition(key: $0, date: nil) }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        FilePages(FileSearch.absolute(partition.key, in: context.folder), format, context)
    }

    func makeDecoder() throws -> any PageDecoder {
        guard let plan else { preconditionFailure("a stage decodes once its columns are known") }
        return plan.makeDecoder()
    }

    func inferringSchema(in context: FetchContext) async throws -> any FetchStage {
        let files = try await partitions(in: context).map(\.key)
        let folder = context.folder, format = format, declared = declared.fields
        let (schema, note) = try await context.onWorker {
            var inference = SchemaInference(format.records)
            for file in files where !inference.isComplete {
                try format.look(at: file, in: folder, &inference)
            }
            return (try inference.schema(declared: declared), inference.note(declared: declared))
        }
        return try FileFetch(self, schema.fields, note)
    }
}

extension FileFormat {
    /// Looks at blocks of one file until they tell enough.
    fileprivate func look(
        at file: String,
        in folder: String,
        _ inference: inout SchemaInference
    ) throws {
        let path = FileSearch.absolute(file, in: folder)
        do {
            let blocks = try FileBlocks(path: path, format: records, isCompressed: isCompressed)
            var number = 0
            while !inference.isComplete, let block = try blocks.next() {
                number += 1
                let page = Page(block, of: path, number: number)
                try inference.add(try page.load(), number: number, partition: file)
            }
        } catch let error as PipelineError {
            throw error.placed(in: DataPlace(partition: file))
        }
    }
}
