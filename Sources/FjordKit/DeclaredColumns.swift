// SPDX-License-Identifier: Apache-2.0

public import Columnar
import Diagnostics
import Expressions

/// The columns that a pipeline declares for a source which has no schema of its own, by the option `schema`.
///
/// `schema: {id: int64, total: "decimal(18, 2)"}` lists all columns; `'*': infer` among them says that the data tells
/// the others, and leaving the option out that it tells all.
public struct DeclaredColumns: Sendable, Hashable {
    /// The option, for the specs of stages that read it.
    public static let option = OptionSpec(
        "schema",
        .mapping,
        "The columns and their types, in order; '*': infer adds those that the first rows have, as "
            + "leaving it out does."
    )

    /// The declared columns in order.
    public let fields: [Field]
    /// Whether the data tells further columns.
    public let infersOthers: Bool

    /// Reads the option `schema`.
    ///
    /// - Throws: A type that there is not, or `money`, placed where it was written.
    public init(_ options: StageOptions) throws {
        guard let pairs = options.mapping("schema") else {
            (fields, infersOthers) = ([], true)
            return
        }
        let wildcards = pairs.filter { $0.name == "*" }
        for pair in wildcards where pair.text != "infer" {
            throw PipelineError.schemaWildcard(at: pair.location)
        }
        infersOthers = !wildcards.isEmpty
        fields = try pairs.filter { $0.name != "*" }.map { pair in
            Field(pair.name, try Self.type(pair))
        }
        guard infersOthers || !fields.isEmpty else {
            throw options.fault(
                .invalidSchema,
                in: "schema",
                "the schema lists no column",
                fix: "list columns as in schema: {id: int64}, or leave it out"
            )
        }
    }

    private static func type(_ pair: StageOptions.Pair) throws -> DataType {
        let type: DataType
        do {
            type = try DataType(parsing: pair.text)
        } catch {
            throw PipelineError.schemaType(pair, error.code, error.message, fix: error.fix)
        }
        guard type != .money else { throw PipelineError.schemaMoney(pair) }
        return type
    }

    /// Checks that no column is called `extra` where a column of that name keeps the other fields.
    ///
    /// - Parameters:
    ///   - fields: The columns, declared or inferred.
    ///   - keepsOthers: Whether the stage keeps other fields.
    ///   - options: Where the option `extra` was written; nil if the data brought the column.
    /// - Throws: That one is.
    public func checkExtra(_ fields: [Field], keepsOthers: Bool, _ options: StageOptions?) throws {
        guard keepsOthers, fields.contains(where: { $0.name == "extra" }) else { return }
        throw PipelineError.extraTwice(options)
    }
}
