// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
package import Schedules

/// A pipeline file as it was written: read for its shape, its stages not yet checked against what is registered.
struct PipelineFile: Sendable {
    let source: SourceText
    let name: String
    let nameLocation: SourceLocation
    let description: String?
    let schedule: ScheduleDefinition?
    let window: WindowDefinition
    let parameters: [ParameterDefinition]
    /// Parameters whose declaration is faulty; what uses them is not at fault.
    let faultyParameters: Set<String>
    let stages: [StageDefinition]
    let tests: YAMLNode?
}

/// When a pipeline runs by itself.
package struct ScheduleDefinition: Sendable, Hashable {
    /// Which of the windows that were missed are made up for.
    package enum CatchUp: String, Sendable, Hashable, CaseIterable {
        case all
        case latest
        case none
    }

    /// When it fires; nil for a faulty expression, which has been reported.
    package let cron: CronExpression?
    /// The IANA name of the zone in which the fields are read.
    package let timeZone: String
    /// Which missed windows are made up for.
    package let catchUp: CatchUp
}

/// What one run covers: the last `last` units that are over.
package struct WindowDefinition: Sendable, Hashable {
    /// What windows are counted in; a week is Monday to Sunday.
    package enum Unit: String, Sendable, Hashable, CaseIterable {
        case day
        case week
        case month
    }

    /// The unit.
    package let unit: Unit
    /// How many units one window has, 1 to 1,000.
    package let last: Int
    /// The IANA name of the zone whose yesterday counts.
    package let timeZone: String
}

/// The five words of which each list item under `stages:` holds one.
enum StageWord: String, Sendable, CaseIterable {
    case fetch
    case filter
    case transform
    case aggregate
    case sink

    /// How a sentence calls a stage of this kind.
    var thing: String {
        switch self {
        case .fetch: "a fetch stage"
        case .aggregate: "an aggregate"
        case .filter, .transform, .sink: "a \(rawValue)"
        }
    }
}

/// One item of the list of stages.
struct StageDefinition: Sendable {
    /// Which stage it is; nil when the item holds none of the words or several, which has been reported.
    let word: StageWord?
    /// The entry of that word.
    let argument: YAMLNode.Entry?
    let id: String?
    /// The entries of `input` and `connection`.
    let input: YAMLNode.Entry?
    let connection: YAMLNode.Entry?
    /// All other entries.
    let options: [YAMLNode.Entry]
    let location: SourceLocation
    /// Counted from 1.
    let position: Int

    /// The id, or a name made from kind and position.
    var label: String { id ?? "\(word?.rawValue ?? "stage") \(position)" }
}
