// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import FjordKit
import Synchronization

extension StandIn {
    /// A source whose columns are declared, or else told by its data: `n int64`, and what `finds` says.
    struct File: FetchStage {
        static let spec = StageSpec(
            "file",
            "Records of a file.",
            .text("path", "Where."),
            OptionSpec("schema", .mapping, "Columns and their types."),
            .optionalText("finds", "A column that the data has.", default: "m")
        )
        static let isDated = false
        /// What the stages named `recorded` were given when they looked at their data.
        static let looks = Mutex<[String]>([])

        let path: String
        let finds: String
        private(set) var schema: Schema?

        init(_ options: StageOptions) throws {
            path = options.text("path")
            finds = options.text("finds")
            guard let pairs = options.mapping("schema") else { return }
            for pair in pairs where pair.text != "int64" {
                throw PipelineError(
                    ErrorCode("no-such-type"),
                    at: pair.location.map { .source($0) } ?? .unknown,
                    "'\(pair.name)' has no type '\(pair.text)'"
                )
            }
            schema = Schema(pairs.map { Field($0.name, .int64) })
        }

        func inferringSchema(in context: FetchContext) async throws -> any FetchStage {
            if finds == "nothing" { return self }
            if finds == "refused" {
                throw PipelineError(ErrorCode("refused"), "the file is not there")
            }
            let length = try await context.onWorker { path.count }
            Self.looks.withLock { $0.append("\(context.folder)/\(path) \(length)") }
            var known = self
            known.schema = Schema([Field("n", .int64), Field(finds, .text)])
            return known
        }
    }

    struct Join: WholeRunTransform {
        static let spec = StageSpec(
            "join",
            "Join two inputs.",
            OptionSpec("with", .stage, "The other.", isRequired: true),
            OptionSpec("on", .columns, "The keys.", isRequired: true)
        )
        let keys: [String]
        private let options: StageOptions
        init(_ options: StageOptions) throws {
            self.options = options
            keys = options.texts("on") ?? []
        }
        func outputSchema(for inputs: [Schema]) throws -> Schema {
            for key in keys where inputs[1].index(of: key) == nil {
                let message = "'\(options.text("with"))' has no column '\(key)'"
                throw options.fault(ErrorCode("no-key"), in: "on", message)
            }
            let others = inputs[1].fields.filter { !keys.contains($0.name) }
            return Schema(inputs[0].fields + others)
        }
        func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) -> any RowCollector {
            NoRows()
        }
    }

    struct Union: WholeRunTransform {
        static let spec = StageSpec(
            "union",
            "Put inputs behind one another.",
            OptionSpec("inputs", .stages, "The inputs.", isRequired: true)
        )
        init(_ options: StageOptions) throws {}
        func outputSchema(for inputs: [Schema]) throws -> Schema {
            guard inputs.allSatisfy({ $0 == inputs[0] }) else {
                throw PipelineError(ErrorCode("unlike"), "the inputs are unlike")
            }
            return inputs[0]
        }
        func makeCollector(for inputs: [Schema], in scratch: ScratchSpace) -> any RowCollector {
            NoRows()
        }
    }

    struct NoRows: RowCollector {
        mutating func add(_ batch: RecordBatch, from input: Int) {}
        mutating func end(input: Int) {}
        mutating func next() -> RecordBatch? { nil }
    }
}
