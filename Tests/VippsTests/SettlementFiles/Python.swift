// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Python, which packs archives in ways of its own.
enum Python {
    /// Runs a script in a folder; false if there is no Python or the script failed.
    static func run(_ script: String, in folder: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
