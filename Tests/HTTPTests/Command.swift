// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program of the machine, run to its end.
enum Command {
    struct Failure: Error {
        let program: String
        let status: Int32
        let output: String
    }

    /// What the program wrote to its standard output.
    static func run(
        _ program: String,
        _ arguments: [String],
        input: Data = Data(),
        in folder: URL? = nil
    ) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = folder
        let inlet = Pipe()
        let outlet = Pipe()
        (process.standardInput, process.standardOutput) = (inlet, outlet)
        process.standardError = outlet
        try process.run()
        Thread.detachNewThread {
            inlet.fileHandleForWriting.write(input)
            inlet.fileHandleForWriting.closeFile()
        }
        let output = outlet.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(
                program: program,
                status: process.terminationStatus,
                output: String(decoding: output, as: UTF8.self)
            )
        }
        return output
    }
}
