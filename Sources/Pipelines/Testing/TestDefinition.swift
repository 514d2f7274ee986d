// SPDX-License-Identifier: Apache-2.0

import Diagnostics

/// One item of `tests:` as it was written: its shape is sound, its rows have not been read.
struct TestDefinition {
    /// The rows of one stage.
    struct StageRows {
        /// The stage's position in the file.
        let position: Int
        let id: String
        /// Where the id stands.
        let location: SourceLocation
        /// Mappings.
        let rows: [YAMLNode]
    }

    /// What the test expects.
    enum Expectation {
        case rows([StageRows], findings: ExpectedFindings?)
        case error(ExpectedError)
    }

    let name: String
    let location: SourceLocation
    let given: [StageRows]
    let expectation: Expectation
    let parameters: [YAMLNode.Entry]
    /// What `window:` says; nil if it says nothing.
    let window: YAMLNode?

    /// Whether all stages run, and not only those that expected rows need.
    var runsAll: Bool {
        switch expectation {
        case .rows(_, let findings): findings != nil
        case .error: true
        }
    }
}
