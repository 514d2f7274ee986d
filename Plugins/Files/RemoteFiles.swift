// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Glibc
import Synchronization

/// Lists and gets files that are not on this machine; nothing here can change what is there.
struct RemoteFiles: Sendable {
    let place: FilePlace
    let context: FetchContext
    /// How many bytes one file may have.
    let byteLimit: Int
    /// Whether what comes may be gzip, whatever the name says.
    let takesGzip: Bool

    /// The files, as messages and records name them, in the order of their names' bytes.
    ///
    /// - Throws: What the server answered; `no-files` if a pattern matches none.
    func list() async throws -> [String] {
        switch place {
        case .local: preconditionFailure("files of this machine are searched for")
        case .web(let url):
            return [Secrets.masked(String(url.prefix { $0 != "?" }))]
        case .sftp(let host, let path):
            let connection = try sftp(host)
            let root = "sftp://\(connection.server.hostAndPort)"
            let (folder, name) = FilePlace.parts(of: path)
            guard NamePattern.isPattern(name) else { return [root + path] }
            let pattern = NamePattern(name)
            let names = try await connection.client.names(in: folder, of: connection.server)
            let found = Set(names.filter(pattern.matches))
            guard !found.isEmpty else {
                throw FilesErrors.noRemoteFiles(root + path, folderCount: names.count)
            }
            return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                .map { root + folder + $0 }
        }
    }

    /// Gets one of the files listed.
    ///
    /// - Throws: What the server answered; a disk that is full.
    func download(_ file: String) async throws -> DownloadFile {
        let target = try DownloadFile(in: scratchFolder, byteLimit: byteLimit)
        switch place {
        case .local: preconditionFailure("files of this machine are read where they are")
        case .web(let url):
            guard let web = context.connection as? any WebAccess else {
                throw FilesErrors.noConnection(file, "http")
            }
            var request = HTTPRequest(url: url)
            if takesGzip { request.headers = [HTTPHeader("Accept-Encoding", "gzip")] }
            try await web.client.download(request, over: web.service(for: url), to: target)
        case .sftp(let host, _):
            let connection = try sftp(host)
            let path = file.dropFirst("sftp://\(connection.server.hostAndPort)".count)
            try await connection.client.download(
                String(path),
                from: connection.server,
                to: target
            )
        }
        return target
    }

    private func sftp(_ host: String) throws -> SFTPConnection {
        guard let connection = context.connection as? SFTPConnection else {
            throw FilesErrors.noConnection("sftp://\(host)", "sftp")
        }
        let server = connection.server
        let isSame =
            host.isEmpty || host.lowercased() == server.host.lowercased()
            || host.lowercased() == "\(server.host):\(server.port)".lowercased()
        guard isSame else {
            throw FilesErrors.otherHost(host, server.hostAndPort, connection: server.name)
        }
        return connection
    }

    /// A folder on a real disk: the project's own, if it has been run before.
    private var scratchFolder: String {
        let own = "\(context.folder)/.fjord"
        if unsafe access(own, W_OK) == 0 { return "\(own)/scratch" }
        return unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/var/tmp"
    }
}

/// Files that were got to find out about columns, and are read from once: nothing is asked for twice.
final class BegunDownloads: Sendable {
    private let files: Mutex<[String: DownloadFile]>

    init(_ files: [String: DownloadFile]) {
        self.files = Mutex(files)
    }

    /// A file for its first reading; nil for later ones, which get it anew.
    func take(_ file: String) -> DownloadFile? {
        files.withLock { $0.removeValue(forKey: file) }
    }
}

/// The blocks of a file that is got first.
struct DownloadedPages: PageSource {
    private let get: @Sendable () async throws -> DownloadFile
    private let format: FileFormat
    private let context: FetchContext
    private var pages: FilePages?

    init(
        _ format: FileFormat,
        _ context: FetchContext,
        _ get: @escaping @Sendable () async throws -> DownloadFile
    ) {
        self.get = get
        self.format = format
        self.context = context
    }

    mutating func next() async throws -> PageStep {
        try Task.checkCancellation()
        var open: FilePages
        if let pages {
            open = pages
        } else {
            open = FilePages(try await get(), format, context)
        }
        defer { pages = open }
        return try await open.next()
    }
}
