// SPDX-License-Identifier: Apache-2.0

package import Diagnostics
package import Engine
package import FjordKit

/// One item of a pipeline's `tests:`, checked and ready to be run.
package struct PipelineTest: Sendable {
    /// What one of its runs must give.
    package enum Expectation: Sendable {
        /// Rows of stages; what the stages have to say about them only if it is listed.
        case rows([ExpectedRows], findings: ExpectedFindings?)
        /// That the run fails.
        case error(ExpectedError)
    }

    /// What it is called; unique in its file.
    package let name: String
    /// Where its name stands.
    package let location: SourceLocation
    /// The stages that it needs, each after its inputs; those with given rows are fetches of these rows.
    package let graph: StageGraph
    /// The days that `$window.start` and `$window.end` mean; nil for a pipeline without a window.
    package let window: DateWindow?
    /// What must come out.
    package let expectation: Expectation
}

/// The rows that a stage must give, in this order.
package struct ExpectedRows: Sendable {
    /// One row.
    package struct Row: Sendable {
        /// One value per column of `columns`.
        package let values: [TestValue]
        /// Where the row begins.
        package let location: SourceLocation
    }

    /// The stage's id.
    package let stage: String
    /// Its position in the test's graph.
    package let node: Int
    /// Where the id stands under `expect`.
    package let location: SourceLocation
    /// The positions of the columns that any row names, in the stage's order.
    package let columns: [Int]
    /// The rows; none if the stage must give none.
    package let rows: [Row]
}

/// The error that a run must end with.
package struct ExpectedError: Sendable, Hashable {
    /// A stable code, or a part of the message.
    package let text: String
    /// Where it stands.
    package let location: SourceLocation

    /// Whether an error is the one.
    package func matches(_ error: PipelineError) -> Bool {
        error.code.name == text || error.message.contains(text)
    }
}

/// All that stages must have to say about the rows.
package struct ExpectedFindings: Sendable, Hashable {
    /// One finding.
    package struct Item: Sendable, Hashable {
        /// The id of the stage that has it.
        package let stage: String
        /// The rule's name.
        package let rule: String
        /// How many rows break the rule; nil if any number may.
        package let rowCount: Int?
        /// What becomes of the run; nil if that does not matter.
        package let level: String?
        /// Where it stands.
        package let location: SourceLocation
    }

    /// The findings; none if there must be none.
    package let items: [Item]
    /// Where the list stands.
    package let location: SourceLocation
}
