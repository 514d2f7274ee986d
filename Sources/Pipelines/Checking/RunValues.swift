// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions
import FjordKit

/// What names in expressions and texts stand for: the window of a run, or of a check, and the parameters.
struct RunValues: Sendable {
    /// A day in the middle of nowhere in particular, for checks without a run.
    static let sampleDay = CalendarDate(year: 2026, month: 10, day: 1) ?? .earliest

    /// Nil for pipelines whose fetches know no dates.
    let window: DateWindow?
    /// The number of the run among the committed ones of its pipeline; nil for pipelines without a feed.
    var batch: Int?
    let parameters: ParameterValues
    /// Whether they stand in for those of a run.
    var areSamples = false

    /// A window of the pipeline's own length, so that `${window}` and `${window.start}` differ in a check as they do
    /// in a run.
    static func sampleWindow(_ definition: WindowDefinition) -> DateWindow {
        let days =
            switch definition.unit {
            case .day: definition.last
            case .week: definition.last * 7
            case .month: definition.last * 31
            }
        return DateWindow(first: sampleDay, last: sampleDay.advanced(by: days - 1))
    }

    /// The parameters of an expression's scope.
    var bound: [String: ScalarValue] {
        var bound = parameters.scalars
        if let window {
            bound["window.start"] = .date(window.first.daysSinceEpoch)
            bound["window.end"] = .date(window.last.daysSinceEpoch)
        }
        return bound
    }

    /// The names that `${…}` may hold.
    var interpolationNames: [String] {
        parameters.canonical.map(\.name)
            + (window == nil ? [] : ["window", "window.start", "window.end"])
            + (batch == nil ? [] : ["batch"])
    }

    enum Interpolated {
        case text(String)
        case null
        case noWindow
        case noBatch
        case unknown
    }

    /// What a reference reads.
    func interpolated(_ name: String) -> Interpolated {
        if name == "window" || name.hasPrefix("window.") {
            guard let window else { return .noWindow }
            switch name {
            case "window": return .text(window.label)
            case "window.start": return .text(window.first.description)
            case "window.end": return .text(window.last.description)
            default: return .unknown
            }
        }
        if name == "batch" {
            guard let batch else { return .noBatch }
            let digits = String(batch)
            return .text(String(repeating: "0", count: max(0, 6 - digits.count)) + digits)
        }
        guard let value = parameters.scalars[name] else { return .unknown }
        return value.interpolatedText.map { .text($0) } ?? .null
    }
}
