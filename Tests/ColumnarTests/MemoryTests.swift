// SPDX-License-Identifier: Apache-2.0

import Columnar
import Testing

/// SplitMix64: the same numbers for the same seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("bytes and values")
struct MemoryTests {
    @Test("a buffer holds what was asked for, and is reused")
    func buffers() {
        for capacity in [0, 1, 63, 64, 65, 4_096, 1 << 20, 40 << 20] {
            #expect(Buffer(minimumCapacity: capacity).capacity >= capacity)
        }
    }

    @Test(
        "appending grows, truncating forgets, slices share",
        arguments: 1...20 as ClosedRange<UInt64>
    )
    func writer(seed: UInt64) {
        var random = SeededRandom(seed)
        var writer = ByteWriter(capacity: 1), expected: [UInt8] = []
        for _ in 0..<200 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                let byte = UInt8.random(in: 0...255, using: &random)
                writer.append(byte)
                expected.append(byte)
            case 1:
                let text = String(repeating: "æ🎉x", count: Int.random(in: 0...9, using: &random))
                writer.append(text)
                expected += Array(text.utf8)
            case 2:
                let source = Bytes(copying: expected.shuffled(using: &random))
                let end = Int.random(in: 0...source.count, using: &random)
                let start = Int.random(in: 0...end, using: &random)
                writer.append(source.slice(start..<end))
                expected += array(source)[start..<end]
            case 3:
                let number =
                    Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
                writer.reserve(ByteWriter.longestNumber)
                writer.put(number)
                expected += Array(String(number).utf8)
            default:
                let count = Int.random(in: expected.count / 2...expected.count, using: &random)
                writer.truncate(to: count)
                expected = Array(expected.prefix(count))
            }
        }
        #expect(array(writer.finish()) == expected)
    }

    @Test("numbers with decimals, to the ends of their ranges")
    func decimals() {
        let cases: [(Int128, Int, String)] = [
            (-105, 2, "-1.05"), (5, 2, "0.05"), (0, 0, "0"), (0, 3, "0.000"), (-1, 4, "-0.0001"),
            (Int128(Int64.min), 0, "-9223372036854775808"),
            (Int128(Int64.min), 2, "-92233720368547758.08"),
            (Int128(Int64.max), 18, "9.223372036854775807"),
            (1, 38, "0.00000000000000000000000000000000000001"),
            (.max, 0, "170141183460469231731687303715884105727"),
            (.min, 38, "-1.70141183460469231731687303715884105728"),
        ]
        for (value, digits, text) in cases {
            var writer = ByteWriter()
            writer.reserve(ByteWriter.longestNumber)
            writer.put(value, fractionDigits: digits)
            #expect(writer.text == text)
            guard let short = Int64(exactly: value), digits < 19 else { continue }
            var shortWriter = ByteWriter()
            shortWriter.reserve(ByteWriter.longestNumber)
            shortWriter.put(short, fractionDigits: digits)
            #expect(shortWriter.text == text)
        }
    }

    @Test("taken bytes stay what they were while the writer goes on")
    func takenBytes() {
        var writer = ByteWriter(capacity: 4)
        writer.append("first")
        let first = writer.takeBytes(nextCapacity: 0)
        writer.append("second one that is longer")
        let second = writer.takeBytes(nextCapacity: 8)
        #expect(first.text == "first")
        #expect(second.text == "second one that is longer")
        #expect(writer.finish().count == 0)
    }

    @Test("values grow and keep their order")
    func values() {
        var random = SeededRandom(4)
        let numbers = (0..<3_000).map { _ in Int128(random.next()) * Int128(random.next() >> 2) }
        var builder = ValuesBuilder<Int128>(capacity: 0)
        for number in numbers { builder.append(number) }
        let values = builder.finish()
        #expect(values.count == 3_000)
        #expect((0..<3_000).allSatisfy { values[$0] == numbers[$0] })
    }

    @Test("a slice past the end is a broken contract")
    func sliceOutOfRange() async {
        await #expect(processExitsWith: .failure) { _ = Bytes("abc").slice(1..<4) }
    }

    @Test("truncating to more is a broken contract")
    func truncateOutOfRange() async {
        await #expect(processExitsWith: .failure) {
            var writer = ByteWriter()
            writer.truncate(to: 1)
        }
    }

    private func array(_ bytes: Bytes) -> [UInt8] {
        let span = bytes.span
        return span.indices.map { span[$0] }
    }
}
