// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// The blocks of one file; they are found on a worker, and those of a plain file are also read by one.
struct FilePages: PageSource {
    private let reader: BlockReading
    private let context: FetchContext
    private var pages: [Page] = []
    /// How many pages have been found.
    private var foundCount = 0
    private var isEnd = false

    init(_ path: String, _ format: FileFormat, _ context: FetchContext) {
        reader = BlockReading(path, format, isCompressed: format.isCompressed)
        self.context = context
    }

    /// The blocks of a file that goes with this source: all of them are read here.
    init(_ file: DownloadFile, _ format: FileFormat, _ context: FetchContext) {
        reader = BlockReading(
            file.path,
            format,
            isCompressed: format.isCompressed(file),
            keeping: file
        )
        self.context = context
    }

    mutating func next() async throws -> PageStep {
        try Task.checkCancellation()
        if pages.isEmpty, !isEnd {
            let reader = reader, count = foundCount
            let found = try await context.onWorker { try reader.next(after: count) }
            foundCount += found.pages.count
            (pages, isEnd) = (found.pages.reversed(), found.isEnd)
        }
        guard let page = pages.popLast() else { return .end(.final) }
        return .page(page)
    }
}

/// A file that is opened when its first block is asked for.
private final class BlockReading: Sendable {
    /// How many parts of a file are found at once: they cost next to nothing.
    private static let rangesAtOnce = 16

    private let path: String
    private let format: FileFormat
    private let isCompressed: Bool
    /// Nil for a file that has a name.
    private let download: DownloadFile?
    private let blocks = Mutex<FileBlocks?>(nil)

    init(
        _ path: String,
        _ format: FileFormat,
        isCompressed: Bool,
        keeping download: DownloadFile? = nil
    ) {
        self.path = path
        self.format = format
        self.isCompressed = isCompressed
        self.download = download
    }

    /// The pages that come after the first `count`; whether they are the last.
    func next(after count: Int) throws -> (pages: [Page], isEnd: Bool) {
        try blocks.withLock { blocks in
            let open =
                try blocks
                ?? FileBlocks(
                    path: path,
                    format: format.records,
                    isCompressed: isCompressed
                )
            blocks = open
            var pages: [Page] = []
            while pages.count < Self.rangesAtOnce {
                guard let block = try open.next() else { return (pages, true) }
                let page = Page(block, of: path, number: count + pages.count + 1)
                let isGone = download != nil
                pages.append(isGone ? try page.loaded() : page)
                if isGone { break }
                if case .bytes = block.contents { break }
            }
            return (pages, false)
        }
    }
}

extension Page {
    /// The page with its bytes read: its file may be gone before a worker takes it.
    fileprivate func loaded() throws -> Page {
        Page(bytes: try load(), number: number, firstLine: firstLine)
    }

    /// One block of a file as a page.
    init(_ block: FileBlocks.Block, of path: String, number: Int) {
        switch block.contents {
        case .bytes(let bytes):
            self.init(bytes: bytes, number: number, firstLine: block.firstLine)
        case .range(let range):
            self.init(file: FileSlice(path: path, range: range), number: number)
        }
    }
}
