// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Runs

@Suite("Opening a project's state")
struct OpeningTests {
    @Test("many at once make it together")
    func together() async throws {
        for _ in 0..<10 {
            let folder = try TemporaryFolder()
            let path = folder.path
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await onThread {
                            let pipeline = "p\(number)"
                            let state = try ProjectState.open(folder: path)
                            _ = try state.nextBatch(of: pipeline, isProduction: true)
                            try state.lock(pipeline: pipeline).release()
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// Opening blocks, which a task of the cooperative pool must not.
    private func onThread(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try work() }) }.start()
        }
    }
}
