// SPDX-License-Identifier: Apache-2.0

import Columnar
import FjordKit

/// What a recording keeps of a run beside the answers: whatever else the outputs depend on.
struct RecordedRun: Codable, Sendable {
    static let name = "run"

    let pipeline: String
    /// The first and the last day; nil for a pipeline without a window.
    let first: String?
    let last: String?
    /// The run's number; nil for a pipeline without a feed.
    let batch: Int?
    /// The texts behind `--set`.
    let settings: [String]

    init(_ pipeline: String, _ window: DateWindow?, batch: Int?, settings: [String]) {
        self.pipeline = pipeline
        first = window?.first.description
        last = window?.last.description
        self.batch = batch
        self.settings = settings
    }

    var window: DateWindow? {
        guard let first = first.flatMap(CalendarDate.init(iso:)),
            let last = last.flatMap(CalendarDate.init(iso:)), first <= last
        else { return nil }
        return DateWindow(first: first, last: last)
    }
}

/// Where the feeds of a recorded run went on: by the stage's id and the partition's key.
struct RecordedCursors: Codable, Sendable {
    static let name = "cursors"

    let cursors: [String: [String: String]]
}

/// What a stage of a recorded run remembered of an earlier one.
struct RecordedMemory: Codable, Sendable {
    static let name = "memory"

    let stage: String

    /// The file's name in the recording.
    static func file(of stage: String) -> String { "memory-\(stage).rows" }
}

/// A connection of a recorded run, without its secrets.
struct RecordedConnection: Codable, Sendable {
    static let name = "connection"
    /// Stands for each secret.
    private static let placeholder = "not-recorded"

    /// The name by which stages ask for it.
    let connection: String
    /// Tells connections of one name apart by their kind of keys.
    let key: String
    let type: String
    let options: [String: String]

    /// Leaves out of the options what is secret.
    ///
    /// - Parameters:
    ///   - connection: The name by which stages ask for it.
    ///   - key: Tells connections of one name apart.
    ///   - spec: Of the connection's type.
    ///   - options: Secrets among them.
    ///   - identity: What tells the connection from others; it holds no secret, whatever its parts came from.
    init(
        _ connection: String,
        key: String,
        _ spec: StageSpec,
        _ options: StageOptions,
        identity: String
    ) {
        self.connection = connection
        self.key = key
        type = spec.name
        var kept: [String: String] = [:]
        for option in spec.options {
            kept[option.name] = Self.text(of: option, options, identity)
        }
        self.options = kept
    }

    private static func text(
        of option: OptionSpec,
        _ options: StageOptions,
        _ identity: String
    ) -> String? {
        switch option.kind {
        case .integer: options.optionalInt(option.name).map { String($0) }
        case .choice: options.optionalText(option.name)
        case .secret: options.optionalText(option.name).map { _ in placeholder }
        case .text, .path:
            options.optionalText(option.name).map { text in
                let isOpen = Secrets.masked(text) == text || identity.contains(text.withoutSlashes)
                return isOpen ? text : placeholder
            }
        // Headers and the like may hold secrets, and no answer depends on them any more.
        case .boolean, .textListOr, .textList, .columns, .mapping, .rules, .stage, .stages: nil
        }
    }
}

extension String {
    /// Without the slashes at its end, as connections spell their address.
    fileprivate var withoutSlashes: Substring {
        var rest = self[...]
        while rest.hasSuffix("/") { rest.removeLast() }
        return rest
    }
}
