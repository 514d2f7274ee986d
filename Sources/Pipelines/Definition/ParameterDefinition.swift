// SPDX-License-Identifier: Apache-2.0

package import Expressions
import Columnar
package import Diagnostics

/// One entry under `parameters:`.
package struct ParameterDefinition: Sendable, Hashable {
    /// The name behind `$` in expressions and inside `${…}` in texts.
    package let name: String
    /// What its values are.
    package let type: ParameterType
    /// The value without `--set`, which may be a null of the parameter's type; nil if one must be given.
    package let defaultValue: ScalarValue?
    /// One sentence for people; nil if there is none.
    package let description: String?
    /// Where its name stands.
    package let location: SourceLocation
}

/// What the values of a parameter are.
package enum ParameterType: String, Sendable, Hashable, CaseIterable {
    case text
    case int64
    case float64
    /// An exact number; its value's own digits decide precision and scale.
    case decimal
    case boolean
    case date
    case timestamp

    /// A value that has this type, for checking what will get its real one only at a run.
    var sample: ScalarValue {
        switch self {
        case .text: .text("sample")
        case .int64: .int64(1)
        case .float64: .float64(1)
        case .decimal: .decimal(100, precision: 3, scale: 2)
        case .boolean: .boolean(true)
        case .date: .date(RunValues.sampleDay.daysSinceEpoch)
        case .timestamp: .timestamp(Int64(RunValues.sampleDay.daysSinceEpoch) * 86_400_000_000)
        }
    }

    var null: ScalarValue {
        switch self {
        case .text: .null(.text)
        case .int64: .null(.int64)
        case .float64: .null(.float64)
        case .decimal: .null(.decimal(precision: DataType.maximumPrecision, scale: 6))
        case .boolean: .null(.boolean)
        case .date: .null(.date)
        case .timestamp: .null(.timestamp)
        }
    }

    /// How a value of this type is spelled, for advice.
    var example: String {
        switch self {
        case .text: "any text"
        case .int64: "a whole number like 42"
        case .float64: "a number like 0.25 or 1e3"
        case .decimal: "an exact number like 12.50, of at most 38 digits"
        case .boolean: "true or false"
        case .date: "a date like 2026-10-01"
        case .timestamp: "an instant like 2026-10-01T08:12:45Z"
        }
    }
}

extension ParameterDefinition {
    /// Names that `${…}` keeps for itself.
    private static let reserved: Set<String> = ["window", "batch"]

    /// Reads all parameters, and names those that are faulty.
    static func read(
        _ node: YAMLNode,
        _ text: DefinitionText
    ) -> (sound: [ParameterDefinition], faulty: Set<String>) {
        var sound: [ParameterDefinition] = []
        var faulty: Set<String> = []
        for entry in node.isNull ? [] : text.entries(node, of: "parameters") ?? [] {
            if let parameter = ParameterDefinition(reading: entry, text) {
                sound.append(parameter)
            } else {
                faulty.insert(entry.key)
            }
        }
        return (sound, faulty)
    }

    private init?(reading entry: YAMLNode.Entry, _ text: DefinitionText) {
        name = entry.key
        location = text.location(ofKey: entry)
        guard Identifier.isValid(name), !Self.reserved.contains(name) else {
            text.faults.add(.invalidParameterName(name, at: location))
            return nil
        }
        let legal = ["type", "default", "description"]
        guard let keys = text.mapping(entry.value, keys: legal, of: "a parameter") else {
            return nil
        }
        description = keys["description"].flatMap { text.text($0.value, of: "description") }
        guard let typeEntry = keys["type"] else {
            let entries = entry.value.entries ?? []
            text.missing("type", of: "a parameter", among: entries, legal: legal, at: location)
            return nil
        }
        let words = ParameterType.allCases.map(\.rawValue)
        guard let word = text.choice(typeEntry.value, of: "type", among: words),
            let type = ParameterType(rawValue: word)
        else { return nil }
        self.type = type
        guard let given = keys["default"]?.value else {
            defaultValue = nil
            return
        }
        guard let value = Self.defaultValue(given, type, text) else { return nil }
        defaultValue = value
    }

    private static func defaultValue(
        _ node: YAMLNode,
        _ type: ParameterType,
        _ text: DefinitionText
    ) -> ScalarValue? {
        if node.isNull { return type.null }
        guard let written = text.text(node, of: "default") else { return nil }
        if let value = ScalarValue(reading: written, as: type) { return value }
        text.faults.add(.invalidDefault(written, type, at: text.location(of: node)))
        return nil
    }
}
