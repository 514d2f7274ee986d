// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program under `reference/` that this machine's Python runs; `FJORD_PYTHON` names another interpreter than
/// `python3`, such as one with DuckDB.
struct PythonProgram {
    let path: String

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs it to its end.
    ///
    /// - Returns: Its exit status and what it wrote to its standard output and error.
    func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let process = Process(), outlet = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = folder.appending(path: "reference/\(path)").path
        process.arguments = [Self.interpreter, "-B", script] + arguments
        (process.standardOutput, process.standardError) = (outlet, outlet)
        try process.run()
        let output = outlet.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// What it writes to its standard output.
    ///
    /// - Throws: What it wrote if its status is not 0.
    func output(_ arguments: [String]) throws -> String {
        let (status, output) = try run(arguments)
        guard status == 0 else { throw Failure(description: output) }
        return output
    }

    private static let interpreter =
        ProcessInfo.processInfo.environment["FJORD_PYTHON"] ?? "python3"

    /// Whether there is a Python at all.
    static let isInstalled: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [interpreter, "-c", ""]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
