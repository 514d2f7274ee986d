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
        reader = BlockReading(path, format)
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
    private let blocks = Mutex<FileBlocks?>(nil)

    init(_ path: String, _ format: FileFormat) {
        self.path = path
        self.format = format
    }

    /// The pages that come after the first `count`; whether they are the last.
    func next(after count: Int) throws -> (pages: [Page], isEnd: Bool) {
        try blocks.withLock { blocks in
            let open =
                try blocks
                ?? FileBlocks(
                    path: path,
                    format: format.records,
                    isCompressed: format.isCompressed
                )
            blocks = open
            var pages: [Page] = []
            while pages.count < Self.rangesAtOnce {
                guard let block = try open.next() else { return (pages, true) }
                pages.append(Page(block, of: path, number: count + pages.count + 1))
                if case .bytes = block.contents { break }
            }
            return (pages, false)
        }
    }
}

extension Page {
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
