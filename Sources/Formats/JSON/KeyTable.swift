// SPDX-License-Identifier: Apache-2.0

import Columnar

/// All keys met so far in records, so that the key that comes next is mostly known by one comparison: the order of
/// keys in the record before is the guess.
struct KeyTable: ~Copyable {
    /// How many different keys are told apart; past it unknown ones are counted together.
    static let limit = 4_096

    /// An object whose members are wanted; 0 is the record.
    struct Object {
        /// Dotted and with a dot at the end, `owner.`; empty for the record.
        var prefix: String
        var path: PathHash
        /// The key that came first in the record before, or -1.
        var firstKey = -1
    }

    private(set) var entries = ValuesBuilder<KeyEntry>(capacity: 64)
    private(set) var objects = [Object(prefix: "", path: .record)]
    private var names = ByteWriter(capacity: 1_024)
    /// Open addressing over numbers of entries; -1 is free.
    private var buckets = [Int](repeating: -1, count: 256)
    /// The entry that stands for every unknown key past the limit, or -1.
    private var overflow = -1

    /// Knows the wanted members: `fields[n]` is a dotted name and whether its JSON text is wanted.
    init(fields: [(name: String, wantsJSON: Bool)]) {
        for (number, field) in fields.enumerated() { add(field.name, field.wantsJSON, number) }
    }

    private mutating func add(_ name: String, _ wantsJSON: Bool, _ number: Int) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        var object = 0
        for part in parts.dropLast() { object = child(part, of: object) }
        for (object, key) in Set([0, object]).map({
            ($0, $0 == object ? parts[parts.count - 1] : name)
        }) {
            let entry = entry(ofKey: key, in: object)
            entries[entry].field = number
            entries[entry].wantsJSON = wantsJSON
        }
    }

    private mutating func child(_ key: String, of object: Int) -> Int {
        let entry = entry(ofKey: key, in: object)
        if entries[entry].child < 0 {
            entries[entry].child = objects.count
            let prefix = objects[object].prefix + key + "."
            objects.append(Object(prefix: prefix, path: entries[entry].path))
        }
        return entries[entry].child
    }

    private mutating func entry(ofKey key: String, in object: Int) -> Int {
        let bytes = Bytes(key)
        return find(bytes.paddedSpan, 0, bytes.count, in: object)
    }

    /// The entry of the key `start..<end` of padded bytes that comes after the key `previous` (-1: that comes first).
    @inline(__always)
    mutating func entry(
        of bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        in object: Int,
        after previous: Int
    ) -> Int {
        let guess = previous < 0 ? objects[object].firstKey : entries[previous].follower
        if guess >= 0, isKey(guess, bytes, start, end) { return guess }
        let found = find(bytes, start, end, in: object)
        if previous < 0 {
            objects[object].firstKey = found
        } else {
            entries[previous].follower = found
        }
        return found
    }

    @inline(__always)
    private func isKey(_ entry: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let text = KeyText(bytes, start, end)
        guard entries[entry].text == text else { return false }
        if text.count <= 16 { return true }
        return isSameName(entry, bytes, start, end)
    }

    private func isSameName(_ entry: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let nameStart = entries[entry].nameStart
        return bytes.isEqual(at: start, to: names.paddedSpan, at: nameStart, byteCount: end - start)
    }

    private mutating func find(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        in object: Int
    ) -> Int {
        let text = KeyText(bytes, start, end)
        var bucket = text.hash(in: object) & (buckets.count - 1)
        while buckets[bucket] >= 0 {
            let entry = buckets[bucket]
            if entries[entry].object == object, isKey(entry, bytes, start, end) { return entry }
            bucket = (bucket + 1) & (buckets.count - 1)
        }
        let entry = KeyEntry(
            text: text,
            nameStart: names.count,
            object: object,
            path: objects[object].path.member(bytes, start, end)
        )
        guard entries.count < Self.limit else { return replaceOverflow(with: entry) }
        for at in start..<end { names.append(bytes[at]) }
        entries.append(entry)
        buckets[bucket] = entries.count - 1
        if entries.count * 2 > buckets.count { rehash() }
        return entries.count - 1
    }

    /// Past the limit one entry is lent to each further key in turn; its text never matches the next one.
    private mutating func replaceOverflow(with entry: KeyEntry) -> Int {
        if overflow < 0 {
            overflow = entries.count
            entries.append(entry)
        }
        let count = entries[overflow].count
        entries[overflow] = entry
        entries[overflow].text = KeyText.unmatched
        entries[overflow].count = count
        return overflow
    }

    private mutating func rehash() {
        buckets = [Int](repeating: -1, count: buckets.count * 2)
        for entry in 0..<entries.count {
            var bucket = entries[entry].text.hash(in: entries[entry].object) & (buckets.count - 1)
            while buckets[bucket] >= 0 { bucket = (bucket + 1) & (buckets.count - 1) }
            buckets[bucket] = entry
        }
    }

    /// Counts one value of a key that nobody wants.
    @inline(__always)
    mutating func countUnknown(_ entry: Int) { entries[entry].count &+= 1 }

    /// How often each unknown member was met, by dotted path; counting starts anew.
    ///
    /// Keys past the limit stand together under `…`.
    mutating func takeUnknownCounts() -> [String: Int] {
        var counts = [String: Int]()
        for entry in 0..<entries.count where entries[entry].count > 0 {
            counts[entry == overflow ? "…" : path(of: entry), default: 0] += entries[entry].count
            entries[entry].count = 0
        }
        return counts
    }

    /// For each object the start of its members' dotted names.
    var prefixes: [String] { objects.map(\.prefix) }

    /// The dotted path of a key.
    func path(of entry: Int) -> String {
        let start = entries[entry].nameStart, span = names.paddedSpan
        let key = (start..<start + max(0, entries[entry].text.count)).map { span[$0] }
        return objects[entries[entry].object].prefix + String(decoding: key, as: UTF8.self)
    }
}

extension KeyText {
    /// Equal to no key.
    static let unmatched = KeyText(head: 0, tail: 0, count: -1)

    private init(head: UInt64, tail: UInt64, count: Int) {
        self.head = head
        self.tail = tail
        self.count = count
    }
}
