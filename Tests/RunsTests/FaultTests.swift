// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Foundation
import Glibc
import Testing

@testable import Runs

/// Faults of disk and file system, each simulated at the system call.
@Suite struct FaultTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func failure(_ run: SalesRun) -> PipelineError? {
        #expect(throws: PipelineError.self) { try run.execute() }
    }

    @Test("a full disk leaves the old outputs and nothing else")
    func diskFull() throws {
        var run = SalesRun(folder: folder.path, content: "old")
        try run.execute()
        let before = folder.contents
        let writes = StepCounter()
        run.content = "new"
        run.calls.write = { writes.next() < 3 ? FileCalls.system.write($0, $1) : -Int(ENOSPC) }
        #expect(
            failure(run)?.description == """
                error: cannot write 'out/deep/sales.jsonl.gz': the disk is full [disk-full]
                  = cause: No space left on device (errno 28)
                  = fix: free space, then run again
                """
        )
        #expect(folder.contents == before)
        #expect(folder.text("out/sales.csv") == "id\nold\n")
    }

    @Test("short and interrupted writes are continued")
    func shortWrites() throws {
        var run = SalesRun(folder: folder.path, content: "0123456789")
        let writes = StepCounter()
        run.calls.write = { descriptor, bytes in
            guard writes.next() % 3 != 0 else { return -Int(EINTR) }
            return FileCalls.system.write(descriptor, bytes.slice(0..<min(2, bytes.count)))
        }
        try run.execute()
        #expect(folder.text("out/sales.csv") == "id\n0123456789\n")
    }

    @Test("a failed fsync fails the run and is not tried again")
    func failedSynchronization() throws {
        var run = SalesRun(folder: folder.path, content: "new")
        let calls = StepCounter()
        run.calls.synchronize = { _ in
            _ = calls.next()
            return -EIO
        }
        #expect(
            failure(run)?.description == """
                error: cannot make durable 'out/sales.csv': the device reports an error [file-failed]
                  = cause: Input/output error (errno 5)
                  = fix: check the disk
                """
        )
        #expect(calls.total == 1)
    }

    @Test("an output that failed stays failed")
    func stickyFailure() throws {
        var run = SalesRun(folder: folder.path, content: "new")
        let writes = StepCounter()
        run.calls.write = { writes.next() == 1 ? -Int(EIO) : FileCalls.system.write($0, $1) }
        let state = try run.open()
        let begun = try state.begin(run.description, under: state.lock(pipeline: "sales"))
        let file = try begun.createOutput(at: "out/sales.csv")
        #expect(throws: PipelineError.self) { try file.write(Bytes("a")) }
        #expect(throws: PipelineError.self) { try file.write(Bytes("b")) }
        #expect(throws: PipelineError.self) { try file.seal() }
        #expect(writes.total == 1)
    }

    @Test("a failed rename keeps the commit, blocks the pipeline, and is made good")
    func failedRename() throws {
        var run = SalesRun(folder: folder.path, content: "old")
        try run.execute()
        run.content = "new"
        let renames = StepCounter()
        var failing = run
        failing.calls.rename = { renames.next() == 2 ? -EACCES : FileCalls.system.rename($0, $1) }
        let error = failure(failing)
        let expected = """
            is committed, but not all its outputs have their names yet [commit-unfinished]
              = cause: cannot put in place 'out/deep/sales.jsonl.gz': permission denied: \
            Permission denied (errno 13)
              = fix: remove the cause and run again: that first finishes this commit; nothing is lost
            """
        #expect(error?.description.hasSuffix(expected) == true)
        #expect(error?.code.runsExitStatus == 1)
        var stillFailing = run
        stillFailing.calls.rename = { _, _ in -EACCES }
        #expect(throws: PipelineError.self) { try stillFailing.open().lock(pipeline: "sales") }
        #expect(try stillFailing.open().recover().blocked.map(\.code) == [.commitUnfinished])
        #expect(folder.text("out/deep/sales.jsonl.gz") == "old")
        #expect(try run.open().recover().finished.count == 1)
        #expect(folder.text("out/deep/sales.jsonl.gz") == "new")
        #expect(folder.contents.count == 5)
    }

    @Test("under the lock of an unfinished commit no run begins")
    func blockedLock() throws {
        var run = SalesRun(folder: folder.path, content: "old")
        run.calls.rename = { _, _ in -EROFS }
        let state = try run.open()
        let lock = try state.lock(pipeline: "sales")
        #expect(throws: PipelineError.self) { try run.execute(state, under: lock) }
        let error = #expect(throws: PipelineError.self) {
            try state.begin(run.description, under: lock)
        }
        #expect(error?.code == .commitUnfinished)
    }

    @Test("a temporary file that something removes is noticed")
    func removedTemporary() throws {
        let run = SalesRun(folder: folder.path, content: "a")
        let state = try run.open()
        let begun = try state.begin(run.description, under: state.lock(pipeline: "sales"))
        let file = try begun.createOutput(at: "out/sales.csv")
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(file.temporary)")
        let error = #expect(throws: PipelineError.self) { try file.seal() }
        #expect(
            error?.description == """
                out/sales.csv: error: something else removed this output while the run was writing \
                it [output-gone]
                  = fix: keep other programs away from files named '.*.fjord-*.tmp', then run again
                """
        )
    }

    @Test("a file in the way of a folder is named")
    func fileInTheWay() throws {
        try folder.write("", to: "out")
        #expect(
            failure(SalesRun(folder: folder.path, content: "a"))?.description == """
                error: cannot create 'out/sales.csv': a part of its path is not a folder [file-failed]
                  = cause: Not a directory (errno 20)
                  = fix: choose another path
                """
        )
    }

    @Test("the kernel's own limit on file size is a clear error and nothing stays")
    func fileSizeLimit() async throws {
        let path = folder.path
        await #expect(processExitsWith: .exitCode(1)) { [path = path as String] in
            // The state's own files stay below it.
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            signal(SIGXFSZ, SIG_IGN)
            let content = String(repeating: "x", count: 2 << 20)
            do throws(any Error) {
                try SalesRun(folder: path, content: content).execute()
            } catch let error as PipelineError where error.code == .fileTooLarge {
                exit(1)
            }
        }
        #expect(folder.contents.isEmpty)
    }

    @Test("a damaged state says so")
    func damagedState() throws {
        try SalesRun(folder: folder.path, content: "a").execute()
        try folder.write(String(repeating: "no database ", count: 100), to: ".fjord/state.sqlite")
        let error = #expect(throws: PipelineError.self) {
            try ProjectState.open(folder: folder.path)
        }
        #expect(error?.code == .stateFailed)
        #expect(error?.message == "the state of this project is damaged")
    }

    @Test("a missing project folder is named")
    func missingProject() throws {
        let error = #expect(throws: PipelineError.self) {
            try ProjectState.open(folder: "\(folder.path)/missing")
        }
        #expect(error?.code == .fileGone)
    }
}
