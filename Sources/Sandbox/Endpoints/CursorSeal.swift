// SPDX-License-Identifier: Apache-2.0

/// Makes and reads the cursors of one ledger and one thing that is read from it; they open nothing
/// else.
struct CursorSeal: Sendable {
    private let key: RandomKey

    /// For the pages of a date.
    init(ledger: Ledger, topic: Topic, date: SandboxDate) {
        key = ledger.key.child(topic == .funds ? 7 : 8).child(date.days)
    }

    /// For a feed.
    init(feedOf ledger: Ledger, topic: Topic) {
        key = ledger.key.child(topic == .funds ? 9 : 10)
    }

    /// For the transactions of version 1.
    init(transactionsOf ledger: Ledger) {
        key = ledger.key.child(11)
    }

    func cursor(_ position: Int) -> String {
        let bytes = [UInt64(position) ^ key.word, key.childWord(position)].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
        }
        return Base64.encoded(bytes)
    }

    /// The place of a page's first entry; 0 without a cursor, nil for a cursor of anything else.
    func position(_ cursor: String) -> Int? {
        guard !cursor.isEmpty else { return 0 }
        guard let bytes = Base64.decoded(cursor), bytes.count == 16 else { return nil }
        let word = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let position = Int(exactly: word ^ key.word), self.cursor(position) == cursor else {
            return nil
        }
        return position
    }
}
