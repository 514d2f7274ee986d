// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Pipelines

/// How one test ended.
struct TestOutcome: Sendable {
    /// One thing that is not as expected.
    enum Failure: Sendable {
        /// A stage gave other rows.
        case rows(RowDifference)
        /// The run ended with an error that no one expected.
        case error(PipelineError)
        /// The run ended well, or with another error.
        case expectedError(ExpectedError, actual: PipelineError?)
        /// A stage had nothing, or something else, to say.
        case missingFinding(ExpectedFindings.Item, actual: Finding?)
        /// A stage had something to say that is not listed.
        case extraFinding(Finding, ExpectedFindings)
    }

    let name: String
    /// Where its name stands.
    let location: SourceLocation
    /// None if it passed.
    let failures: [Failure]

    var passed: Bool { failures.isEmpty }
}

/// The tests of one file, or why they were not run.
struct TestedFile: Sendable {
    /// As the user names it.
    let file: String
    /// Nil if the file could not be read.
    let pipeline: String?
    /// How many tests it has.
    let testCount: Int
    /// Those that were run.
    let outcomes: [TestOutcome]
    /// What is wrong with the file; its tests were not run then.
    let faults: [PipelineError]

    var failedCount: Int { outcomes.count { !$0.passed } }
}
