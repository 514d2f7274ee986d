// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Where the files of a stage are, by how its path begins.
enum FilePlace: Sendable {
    /// On this machine: a path or a pattern.
    case local(String)
    /// At one web address.
    case web(String)
    /// On the SFTP server of the connection: the host as written, empty for any, and a path whose last part may be a
    /// pattern.
    case sftp(host: String, path: String)

    /// The connections that files elsewhere are asked for over.
    static let connections = URLConnections(
        option: "path",
        needs: [
            "http": ConnectionNeed(type: "http", isOptional: true),
            "https": ConnectionNeed(type: "http", isOptional: true),
            "sftp": ConnectionNeed(type: "sftp", isOptional: false),
        ]
    )

    /// Reads the option `path`.
    ///
    /// - Throws: A pattern where none can be.
    init(_ options: StageOptions) throws {
        let path = options.text("path")
        guard let end = path.firstRange(of: "://") else {
            self = .local(path)
            return
        }
        switch path[..<end.lowerBound].lowercased() {
        case "http", "https":
            let address = path.prefix { $0 != "?" }
            if address.contains("*") { throw FilesErrors.webPattern(options) }
            self = .web(path)
        case "sftp":
            let rest = path[end.upperBound...]
            let host = rest.prefix { $0 != "/" }
            let place = String(rest.dropFirst(host.count))
            guard place.count > 1, !place.hasSuffix("/") else {
                throw FilesErrors.noSFTPFile(options)
            }
            if NamePattern.isPattern(Self.parts(of: place).folder) {
                throw FilesErrors.folderPattern(options)
            }
            self = .sftp(host: String(host), path: place)
        default: self = .local(path)
        }
    }

    /// What the end of a name tells a format by.
    static func name(of path: String) -> String {
        let scheme = path.prefix(8).lowercased()
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") else { return path }
        return String(path.prefix { $0 != "?" && $0 != "#" })
    }

    /// The folder of a path, with its slash, and the name in it.
    static func parts(of path: String) -> (folder: String, name: String) {
        let name = path.reversed().prefix { $0 != "/" }
        return (String(path.dropLast(name.count)), String(name.reversed()))
    }
}
