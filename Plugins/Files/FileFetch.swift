// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Reads files: each is a partition, in the order of their paths' bytes.
struct FileFetch: FetchStage {
    static let spec = StageSpec(
        "file",
        "Read JSON, JSON lines or CSV, gzip or not, from one file or many, here or on a server.",
        options: FileFormat.options + [DeclaredColumns.option, extraOption] + CSVDialectOptions.all
            + [limitOption],
        urlConnections: FilePlace.connections,
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

    private static let limitOption = OptionSpec.int(
        "max_download_mb",
        "How large a file from a server may be, as it is sent; a larger one is an error.",
        in: 1...1_048_576,
        default: 16_384
    )

    private let path: String
    private let place: FilePlace
    private let downloadLimit: Int
    private let begun: BegunDownloads?
    private let format: FileFormat
    private let declared: DeclaredColumns
    private let keepsOthers: Bool
    private let plan: RecordPlan?

    init(_ options: StageOptions) throws {
        path = options.text("path")
        place = try FilePlace(options)
        downloadLimit = options.int("max_download_mb") << 20
        begun = nil
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
            : RecordPlan(
                format.records,
                declared.fields,
                keepsOthers: keepsOthers,
                InferenceNote(declaring: declared.fields)
            )
    }

    private init(
        _ stage: FileFetch,
        _ fields: [Field],
        _ note: InferenceNote,
        _ begun: BegunDownloads?
    ) throws {
        self.begun = begun
        path = stage.path
        place = stage.place
        downloadLimit = stage.downloadLimit
        format = stage.format
        declared = stage.declared
        keepsOthers = stage.keepsOthers
        try declared.checkExtra(fields, keepsOthers: keepsOthers, nil)
        plan = RecordPlan(format.records, fields, keepsOthers: keepsOthers, note)
    }

    var schema: Schema? { plan?.schema }

    func partitions(in context: FetchContext) async throws -> [Partition] {
        if let remote = remoteFiles(in: context) {
            return try await remote.list().map { Partition(key: $0, date: nil) }
        }
        return try await context.files(matching: [path]).map { Partition(key: $0, date: nil) }
    }

    func pages(of partition: Partition, in context: FetchContext) -> any PageSource {
        guard let remote = remoteFiles(in: context) else {
            return FilePages(
                FileSearch.absolute(partition.key, in: context.folder),
                format,
                context
            )
        }
        let begun = begun?.take(partition.key)
        return DownloadedPages(format, context) {
            if let begun { return begun }
            return try await remote.download(partition.key)
        }
    }

    /// What gets the files; nil if they are on this machine.
    private func remoteFiles(in context: FetchContext) -> RemoteFiles? {
        if case .local = place { return nil }
        return RemoteFiles(
            place: place,
            context: context,
            byteLimit: downloadLimit,
            takesGzip: format.isCompressionOpen && !format.isCompressed
        )
    }

    func makeDecoder() throws -> any PageDecoder {
        guard let plan else { preconditionFailure("a stage decodes once its columns are known") }
        return plan.makeDecoder()
    }

    func inferringSchema(in context: FetchContext) async throws -> any FetchStage {
        let files = try await partitions(in: context).map(\.key)
        if let remote = remoteFiles(in: context) {
            return try await inferringSchema(of: files, remote, context)
        }
        let folder = context.folder, format = format, declared = declared.fields
        let (schema, note) = try await context.onWorker {
            var inference = SchemaInference(format.records)
            for file in files where !inference.isComplete {
                let path = FileSearch.absolute(file, in: folder)
                try format.look(at: file, path, isCompressed: format.isCompressed, &inference)
            }
            return (try inference.schema(declared: declared), inference.note(declared: declared))
        }
        return try FileFetch(self, schema.fields, note, nil)
    }

    /// Gets files until they tell enough; those are not got again.
    private func inferringSchema(
        of files: [String],
        _ remote: RemoteFiles,
        _ context: FetchContext
    ) async throws -> FileFetch {
        var downloads: [String: DownloadFile] = [:]
        let format = format, declared = declared.fields
        for (position, file) in files.enumerated() {
            do {
                downloads[file] = try await remote.download(file)
            } catch let error as PipelineError {
                throw error.placed(in: DataPlace(partition: file))
            }
            let known = downloads, isLast = position == files.count - 1
            let found = try await context.onWorker { () -> (Schema, InferenceNote)? in
                var inference = SchemaInference(format.records)
                for name in files.prefix(position + 1) where !inference.isComplete {
                    guard let download = known[name] else { continue }
                    let isCompressed = format.isCompressed(download)
                    try format.look(at: name, download.path, isCompressed: isCompressed, &inference)
                }
                guard inference.isComplete || isLast else { return nil }
                return (
                    try inference.schema(declared: declared), inference.note(declared: declared)
                )
            }
            guard let (schema, note) = found else { continue }
            return try FileFetch(self, schema.fields, note, BegunDownloads(downloads))
        }
        preconditionFailure("the last file tells columns or what is wrong")
    }
}

extension FileFormat {
    /// Looks at blocks of one file until they tell enough.
    fileprivate func look(
        at file: String,
        _ path: String,
        isCompressed: Bool,
        _ inference: inout SchemaInference
    ) throws {
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
