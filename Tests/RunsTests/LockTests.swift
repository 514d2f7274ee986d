// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc
import Testing

@testable import Runs

@Suite struct LockTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var run: SalesRun { SalesRun(folder: folder.path, content: "a") }

    @Test("a second run of a pipeline leaves with exit status 5")
    func secondRun() throws {
        let lock = try run.open().lock(pipeline: "sales")
        let error = #expect(throws: PipelineError.self) {
            try run.open().lock(pipeline: "sales")
        }
        #expect(
            error?.description == """
                error: another run of 'sales' is active (process \(getpid())) [pipeline-busy]
                  = fix: wait until it has ended, then run again
                """
        )
        #expect(error?.code.runsExitStatus == 5)
        _ = try run.open().lock(pipeline: "returns")
        lock.release()
        _ = try run.open().lock(pipeline: "sales")
    }

    @Test("a second process is kept out, too")
    func secondProcess() async throws {
        let lock = try run.open().lock(pipeline: "sales")
        let path = folder.path
        await #expect(processExitsWith: .exitCode(5)) { [path = path as String] in
            do throws(PipelineError) {
                _ = try ProjectState.open(folder: path).lock(pipeline: "sales")
            } catch {
                exit(error.code.runsExitStatus ?? 0)
            }
        }
        lock.release()
    }

    @Test("recovery does not touch a run whose lock is held")
    func heldLock() throws {
        let state = try run.open()
        let lock = try state.lock(pipeline: "sales")
        let alive = try state.begin(run.description, under: lock)
        let file = try alive.createOutput(at: "out/sales.csv")
        #expect(try run.open().recover() == RecoveryReport())
        #expect(folder.contents.count == 2)
        _ = file
        lock.release()
        #expect(try run.open().recover().undone == [alive.identifier])
        #expect(folder.contents.isEmpty)
    }

    @Test("taking the lock settles what a killed run left")
    func killedRun() async throws {
        let path = folder.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            try SalesRun(folder: path, content: "a").killed(atStep: 6).execute()
        }
        #expect(!folder.contents.isEmpty)
        _ = try run.open().lock(pipeline: "sales")
        #expect(folder.contents.isEmpty)
    }

    @Test("any pipeline name gives a lock file in the folder of locks")
    func fileNames() throws {
        _ = try run.open().lock(pipeline: "../a b.c")
        #expect(try folder.mode(of: ".fjord/locks/%2e.%2fa%20b.c.lock") == 0o600)
    }
}
