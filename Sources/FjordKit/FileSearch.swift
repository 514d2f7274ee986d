// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc

/// Finds files by the pattern of their paths.
///
/// `*`, `?` and `[…]` stand for characters of a name, `**` for any folders. Names that begin with a point are found only
/// by patterns that do; `**` follows no symbolic links, so that it ends. It blocks, so only workers call it.
public struct FileSearch: Sendable {
    private let folder: String

    /// Searches from a folder on, an absolute path.
    public init(folder: String) {
        self.folder = folder
    }

    /// The files in the order of their paths' bytes, relative to the folder unless the pattern is absolute; none if
    /// nothing matches.
    ///
    /// - Throws: A folder that may not be read.
    public func files(matching pattern: String) throws -> [String] {
        if Self.kind(Self.absolute(pattern, in: folder)) == .file { return [pattern] }
        let parts = pattern.split(separator: "/").map(String.init)
        var found: Set<String> = []
        try search(parts[...], in: pattern.hasPrefix("/") ? "/" : "", &found)
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a path leads to a folder.
    public func isFolder(_ path: String) -> Bool {
        Self.kind(Self.absolute(path, in: folder)) == .folder
    }

    /// A path as the system takes it.
    public static func absolute(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    private func search(
        _ parts: ArraySlice<String>,
        in parent: String,
        _ found: inout Set<String>
    ) throws {
        guard let part = parts.first else { return }
        let rest = parts.dropFirst()
        if part == "**" {
            try search(rest.isEmpty ? ["*"] : rest, in: parent, &found)
            for entry in try entries(of: parent) where entry.kind == .folder {
                guard !entry.name.hasPrefix(".") else { continue }
                try search(parts, in: Self.joined(parent, entry.name), &found)
            }
            return
        }
        guard NamePattern.isPattern(part) else {
            return try take(Self.joined(parent, part), rest, &found)
        }
        let pattern = NamePattern(part)
        for entry in try entries(of: parent) where pattern.matches(entry.name) {
            try take(Self.joined(parent, entry.name), rest, &found)
        }
    }

    private func take(
        _ path: String,
        _ rest: ArraySlice<String>,
        _ found: inout Set<String>
    ) throws {
        let kind = Self.kind(Self.absolute(path, in: folder))
        if rest.isEmpty, kind == .file { found.insert(path) }
        if !rest.isEmpty, kind == .folder { try search(rest, in: path, &found) }
    }

    private static func joined(_ parent: String, _ name: String) -> String {
        parent.isEmpty || parent.hasSuffix("/") ? parent + name : "\(parent)/\(name)"
    }

    private enum Kind {
        case file
        case folder
        case other
    }

    /// What a path leads to, symbolic links followed.
    private static func kind(_ path: String) -> Kind {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return .other }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
    }

    /// What a folder holds; a symbolic link is no folder here.
    private func entries(of path: String) throws -> [(name: String, kind: Kind)] {
        let absolute = path.isEmpty ? folder : Self.absolute(path, in: folder)
        guard let stream = unsafe opendir(absolute) else {
            if errno == ENOENT { return [] }
            throw PipelineError.unreadableFolder(absolute, errno)
        }
        defer { unsafe closedir(stream) }
        var entries: [(name: String, kind: Kind)] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let type = unsafe Int(entry.pointee.d_type)
            var kind: Kind = type == DT_DIR ? .folder : .file
            if type == DT_UNKNOWN { kind = Self.kind(Self.joined(absolute, name)) }
            entries.append((name, kind))
        }
        return entries
    }
}

extension FetchContext {
    /// The files that patterns lead to, each once: pattern after pattern, those of one in the order of their paths' bytes.
    ///
    /// - Throws: `no-files` for a pattern that leads to none; `unreadable-folder`.
    public func files(matching patterns: [String]) async throws -> [String] {
        let folder = folder
        return try await onWorker {
            var files: [String] = [], known: Set<String> = []
            for pattern in patterns {
                let found = try FileSearch(folder: folder).files(matching: pattern)
                guard !found.isEmpty else {
                    throw FileSearch(folder: folder).isFolder(pattern)
                        ? PipelineError.isFolder(pattern) : .noFiles(pattern, in: folder)
                }
                files += found.filter { known.insert($0).inserted }
            }
            return files
        }
    }
}
