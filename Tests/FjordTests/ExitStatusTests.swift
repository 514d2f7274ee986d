// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Runs
import Testing

@testable import Fjord

@Suite("Exit status")
struct ExitStatusTests {
    private let source = SourceLocation(
        file: "p.yaml",
        line: 1,
        column: 1,
        length: 1,
        lineText: "x"
    )

    @Test("a fault of data or of an outside system is a failed run")
    func failed() {
        let place = DataPlace(stage: "entries", row: 1)
        #expect(code("division-by-zero", .data(place)) == 1)
        #expect(code("unreachable", .named("api.example.com")) == 1)
        #expect(code("unexpected") == 1)
    }

    @Test(
        "faults that the state and the disk bring are failed runs",
        arguments: ["commit-unfinished", "state-failed", "state-newer", "disk-full", "output-gone"]
    )
    func failedByDisk(name: String) {
        #expect(code(name, .named("out/sales.csv")) == 1)
    }

    @Test("whatever stands in a definition file is misuse")
    func definition() {
        #expect(code("unknown-stage", .source(source)) == 2)
        #expect(code("missing-secret", .source(source)) == 2)
    }

    @Test(
        "faults of the command line are misuse",
        arguments: [
            "unreadable-file", "sandbox-unknown-setting", "sandbox-setting-value",
            "sandbox-setting-repeated", "sandbox-port", "two-sandboxes", "invalid-date",
            "conflicting-dates", "dates-without-window", "production-output", "duplicate-output",
            "unknown-stage", "unknown-function",
        ]
    )
    func misuse(name: String) {
        #expect(code(name, .named("somewhere")) == 2)
    }

    @Test("provisional data where final was required")
    func onlyProvisional() {
        #expect(ExitStatus.code(of: .onlyProvisional(1, of: 3)) == 4)
    }

    @Test("a pipeline that another run holds")
    func busy() {
        #expect(code("pipeline-busy") == 5)
    }

    private func code(_ name: String, _ location: PipelineError.Location = .unknown) -> Int32 {
        ExitStatus.code(of: PipelineError(ErrorCode(name), at: location, "words"))
    }
}
