// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Foundation
import Glibc

/// Standard output for results, standard error for everything said on the way.
enum Terminal {
    /// Writes a result and a line end.
    static func printResult(_ text: String) {
        write(Secrets.masked(text) + "\n", to: STDOUT_FILENO)
    }

    /// Writes a message and a line end.
    static func printError(_ text: String) {
        write(Secrets.masked(text) + "\n", to: STDERR_FILENO)
    }

    /// Overwrites the line that a progress display stands on; an empty text clears it.
    static func showProgress(_ text: String) {
        write("\r\u{1B}[2K" + text, to: STDERR_FILENO)
    }

    /// Whether a person watches standard error.
    static var hasLiveErrors: Bool { isatty(STDERR_FILENO) == 1 }

    /// Whether results go to a terminal that shows colours, and nobody asked for none with `NO_COLOR`.
    static var hasColorResults: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty
            && environment["TERM"] != "dumb"
    }

    /// How many columns the terminal has that results go to; nil if they go elsewhere.
    static var resultWidth: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// A reader that went away is no fault of ours, so failed writes are let go.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            guard written > 0 else {
                if errno == EINTR { continue }
                return
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
