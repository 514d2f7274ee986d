// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The folder that a project's relative paths start from and where `.fjord/` lies.
///
/// State records paths inside the folder relative to it, so that a project may be moved as a whole.
struct ProjectFolder: Sendable {
    /// Absolute, without `.`, `..` or a slash at the end.
    let path: String

    /// - Parameter path: Relative paths start from the current folder.
    init(_ path: String) {
        self.path = Self.normalized(path.hasPrefix("/") ? path : "\(Self.currentFolder)/\(path)")
    }

    /// Where Fjord keeps what it must remember between runs.
    var stateFolder: String { "\(path)/.fjord" }

    /// The absolute path of a path relative to this folder; absolute ones stay.
    func absolute(_ other: String) -> String {
        Self.normalized(other.hasPrefix("/") ? other : "\(path)/\(other)")
    }

    /// How state and messages spell a path: relative when it is inside this folder, else absolute.
    func recorded(_ other: String) -> String {
        let full = absolute(other)
        let prefix = path == "/" ? "/" : path + "/"
        return full.hasPrefix(prefix) ? String(full.dropFirst(prefix.count)) : full
    }

    /// Whether the absolute path `other` is this folder or inside it.
    func contains(_ other: String) -> Bool {
        other == path || other.hasPrefix(path == "/" ? "/" : path + "/")
    }

    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static var currentFolder: String {
        guard let buffer = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(buffer) }
        return unsafe String(cString: buffer)
    }
}
