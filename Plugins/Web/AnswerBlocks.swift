// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Synchronization

/// Pages of CSV or JSON lines cut into blocks of whole records, so that one large answer is decoded by several workers.
///
///     answers -> [header of the first, where others have none][records] -> blocks, numbered through
struct AnswerBlocks: PageSource {
    private var source: any PageSource
    private let format: AnswerFormat
    private let context: FetchContext
    private var cutting: BlockCutting?
    private var header: Bytes?
    private var count = 0

    init(_ source: any PageSource, _ format: AnswerFormat, _ context: FetchContext) {
        self.source = source
        self.format = format
        self.context = context
    }

    mutating func next() async throws -> PageStep {
        try Task.checkCancellation()
        while true {
            if let cutting {
                if let block = try await context.onWorker({ try cutting.next() }) {
                    count += 1
                    return .page(
                        Page(bytes: block.bytes, number: count, firstLine: block.firstLine)
                    )
                }
                self.cutting = nil
            }
            switch try await source.next() {
            case .page(let page):
                cutting = BlockCutting(completed(try page.load()), format.records)
            case let end: return end
            }
        }
    }

    /// An answer as a file would have its records.
    private mutating func completed(_ body: Bytes) -> Bytes {
        guard format.isHeaderOnFirstOnly, case .csv(let dialect) = format.records else {
            return body
        }
        guard let header else {
            header = CSVHead.header(of: body, dialect)
            return body
        }
        var writer = ByteWriter(capacity: header.count + body.count)
        writer.append(header)
        writer.append(body)
        return writer.finish()
    }
}

/// The blocks of one answer, which one worker after another asks for.
private final class BlockCutting: Sendable {
    private let blocks: Mutex<FileBlocks>

    init(_ text: Bytes, _ format: RecordFormat) {
        blocks = Mutex(FileBlocks(text, format: format))
    }

    func next() throws -> (bytes: Bytes, firstLine: Int?)? {
        try blocks.withLock { blocks in
            guard let block = try blocks.next(), case .bytes(let bytes) = block.contents else {
                return nil
            }
            return (bytes, block.firstLine)
        }
    }
}
