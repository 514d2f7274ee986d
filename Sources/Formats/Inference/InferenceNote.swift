// SPDX-License-Identifier: Apache-2.0

public import Columnar

/// Which columns' types were read off the first rows and which a user declared, so that a value which does not fit gets
/// advice that fits.
public struct InferenceNote: Sendable, Hashable {
    /// How many rows were looked at; 0 if every column was declared.
    public let rowCount: Int
    /// The columns whose types were declared all the same.
    public let declared: Set<String>

    /// Notes what was looked at.
    public init(rowCount: Int, declared: Set<String> = []) {
        self.rowCount = rowCount
        self.declared = declared
    }

    /// Notes that a user declared every column.
    public init(declaring fields: [Field]) {
        self.init(rowCount: 0, declared: Set(fields.map(\.name)))
    }

    /// What to do about a value that a column cannot hold.
    ///
    /// - Parameters:
    ///   - name: The column.
    ///   - type: What it was inferred to be; nil if a column within an object was.
    ///   - better: A type that holds all values so far and this one.
    /// - Returns: One sentence.
    func fix(_ name: String, _ type: DataType?, better: DataType) -> String {
        if rowCount == 0 || isDeclared(name) {
            return "if such values are right, declare '\(name)' as \(better)"
        }
        let was = type?.description ?? "an object"
        let rows = rowCount == 1 ? "row" : "\(rowCount) rows"
        // A comma would end the pair.
        let spelled = if case .decimal = better { "\"\(better)\"" } else { "\(better)" }
        return "'\(name)' was inferred as \(was) from the first \(rows); declare it: "
            + "schema: {\(Self.key(name)): \(spelled), '*': infer}"
    }

    /// Whether a column, or one within the object of that name, was declared.
    private func isDeclared(_ name: String) -> Bool {
        declared.contains { $0 == name || $0.hasPrefix("\(name).") }
    }

    /// A column's name as a key of a pipeline file.
    private static func key(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || $0 == "_" || $0 == "."
        }
        let quoted = "'\(name.replacing("'", with: "''"))'"
        return isPlain
            && !(name.unicodeScalars.first.map { "0123456789.".unicodeScalars.contains($0) } ?? true)
            ? name : quoted
    }
}
