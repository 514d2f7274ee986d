// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a stage has to say about its data beside the rows: a rule that rows break, or something that is not offered.
public struct Finding: Sendable, Hashable {
    /// What becomes of the run.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        /// Nothing; it is good to know.
        case notice
        /// The run commits, and its summary, manifest and mail say so.
        case warning
        /// The run commits nothing and ends with exit code 3.
        case failure
    }

    /// What becomes of the run.
    public let level: Level
    /// The rule's name, or a stable word for a notice, `not-offered`.
    public let rule: String
    /// One sentence: what was found, and what it means.
    public let message: String
    /// How many rows, groups or entries break the rule; 0 for what no row is to blame for.
    public let count: Int
    /// The first of them, one line each.
    public let examples: [String]
    /// The id of the stage that has it; the run fills it in.
    public var stage = ""

    /// Describes a finding.
    public init(
        _ level: Level,
        rule: String,
        _ message: String,
        count: Int = 0,
        examples: [String] = []
    ) {
        self.level = level
        self.rule = rule
        self.message = message
        self.count = count
        self.examples = examples
    }
}

/// Takes the findings of one fetch stage, whose partitions are read at the same time.
public final class FindingLog: Sendable {
    private let taken = Mutex<Set<Finding>>([])

    /// Starts empty.
    public init() {}

    /// Takes a finding; the same one counts once, so that each of many requests may report it.
    public func add(_ finding: Finding) {
        taken.withLock { _ = $0.insert(finding) }
    }

    /// What was found, in an order that does not depend on which request was answered first.
    public var findings: [Finding] {
        taken.withLock { taken in
            taken.sorted { ($0.rule, $0.message) < ($1.rule, $1.message) }
        }
    }
}
