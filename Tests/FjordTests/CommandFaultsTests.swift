// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Testing

@testable import Fjord

@Suite("Faults of commands, word for word")
struct CommandFaultsTests {
    @Test("two sandboxes")
    func twoSandboxes() {
        #expect(
            PipelineError.twoSandboxes().description == """
                --connection: error: the stages ask for sandboxes of different settings, and a run has one \
                [two-sandboxes]
                  = fix: give all connections the same settings, as in 'vipps=sandbox?seed=7'
                """
        )
    }

    @Test("only provisional")
    func onlyProvisional() {
        #expect(
            PipelineError.onlyProvisional(2, of: 31).description == """
                error: 2 of 31 partitions may still change, and --require-final was asked [only-provisional]
                  = fix: run again when the dates are closed, or leave --require-final out
                """
        )
    }

    @Test("an output over the project")
    func outputOverProject() {
        #expect(
            PipelineError.outputOverProject("fjord.yaml").description == """
                fjord.yaml: error: this belongs to the project itself, and an output would replace it \
                [output-over-project]
                  = fix: give the sink another path
                """
        )
    }

    @Test("an error that no module described")
    func unexpected() {
        struct Odd: Error, CustomStringConvertible { let description = "odd" }
        #expect(
            PipelineError.unexpected(Odd()).description
                == "error: the run failed: odd [unexpected]"
        )
    }
}
