// SPDX-License-Identifier: Apache-2.0

import Engine
import FjordKit
import Pipelines

extension PipelineTest.Expectation {
    /// What is not as expected of a run that ended well.
    func failures(
        _ captured: CapturedGraph,
        _ report: RunReport
    ) -> [TestOutcome.Failure] {
        let broken = report.findings.filter { $0.level == .failure }
        let fault = broken.isEmpty ? nil : PipelineError.checksFailed(broken)
        switch self {
        case .error(let error):
            // A broken rule is the error of a run that has no other.
            return fault.map { failures($0) } ?? [.expectedError(error, actual: nil)]
        case .rows(let rows, let findings):
            let differences = rows.compactMap { expected in
                RowDifference(
                    of: expected,
                    captured.captures[expected.node]?.batches ?? [],
                    schema: captured.graph.nodes[expected.node].schema
                )
            }
            // Without a list, only what would fail the run counts.
            let unlisted = fault.map { [TestOutcome.Failure.error($0)] } ?? []
            let others = findings.map { $0.failures(report.findings) } ?? unlisted
            return differences.map { .rows($0) } + others
        }
    }

    /// What is not as expected of a run that ended with an error.
    func failures(_ fault: PipelineError) -> [TestOutcome.Failure] {
        guard case .error(let expected) = self else { return [.error(fault)] }
        return expected.matches(fault) ? [] : [.expectedError(expected, actual: fault)]
    }
}

extension ExpectedFindings {
    /// Findings that are missing, and those that are not listed; their order does not matter.
    func failures(_ findings: [Finding]) -> [TestOutcome.Failure] {
        var left = findings
        let missing = items.filter { item in
            guard let found = left.firstIndex(where: item.matches) else { return true }
            left.remove(at: found)
            return false
        }
        let failures = missing.map { item in
            let near = left.firstIndex(where: item.names)
            return TestOutcome.Failure.missingFinding(
                item,
                actual: near.map { left.remove(at: $0) }
            )
        }
        return failures + left.map { .extraFinding($0, self) }
    }
}

extension ExpectedFindings.Item {
    /// Whether a finding is of the same stage and rule.
    fileprivate func names(_ finding: Finding) -> Bool {
        finding.stage == stage && finding.rule == rule
    }

    fileprivate func matches(_ finding: Finding) -> Bool {
        names(finding) && rowCount ?? finding.count == finding.count
            && level ?? finding.level.ruleWord == finding.level.ruleWord
    }
}
