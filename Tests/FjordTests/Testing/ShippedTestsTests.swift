// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import Testing

@testable import Fjord

@Suite("Tests of the everyday pipelines")
struct ShippedTestsTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Pipelines")

    @Test("each has tests, and they pass", arguments: EverydayPipelines.pipelineNames)
    func passes(name: String) async throws {
        let runner = TestRunner(registered: ShippedStages.list)
        let file = Self.folder.appending(path: name).path
        let tested = try await runner.run(file, filter: nil)
        #expect(tested.faults.map(\.description) == [])
        #expect(tested.failedCount == 0, "\(tested.text(isQuiet: true))")
        #expect(tested.testCount > 0)
    }
}
