// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import FjordKit
import Testing

@testable import Pipelines

@Suite("Random edits of a sound pipeline")
struct MutationTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        /// - Source: Sebastiano Vigna, SplitMix64.
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    private static let pieces = [
        "'", "\"", ": ", " #", "{", "}", "[", "]", ",", "\n", "\t", "  ", "- ", "&a ", "*a", "<<: ",
        "|", ">", "!", "%", "@", "$", "${", "${window}", "${env:X}", "\\", "æ", "😀", "\u{85}", "\r",
        "\u{0}", "\u{FEFF}", "~", "null", "on", "fetch: rows", "filter", "id: a", "input: a", "(",
        ")",
        "--- ", "...", "? ", "\u{E000}", "\u{301}", "99999999999999999999", "-1",
    ]

    @Test("never crash, and every fault stands inside its file", arguments: 0..<16)
    func edits(seed: Int) {
        var random = Generator(state: UInt64(seed))
        let sound = Array(ExamplePipelineTests.text.unicodeScalars)
        for round in 0..<100 {
            var scalars = sound
            for _ in 0..<Int.random(in: 1...4, using: &random) { edit(&scalars, &random) }
            let text = String(String.UnicodeScalarView(scalars))
            do {
                let checked = try check(text, project: text)
                verify(checked.warnings, "seed \(seed), round \(round)")
            } catch {
                #expect(error.all.contains { $0.severity == .error })
                verify(error.all, "seed \(seed), round \(round)")
            }
        }
    }

    private func edit(_ scalars: inout [Unicode.Scalar], _ random: inout Generator) {
        guard !scalars.isEmpty else { return }
        let start = Int.random(in: scalars.indices, using: &random)
        let length = min(Int.random(in: 1...40, using: &random), scalars.count - start)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            scalars.removeSubrange(start..<(start + length))
        case 1:
            let target = Int.random(in: scalars.indices, using: &random)
            scalars.insert(contentsOf: Array(scalars[start..<(start + length)]), at: target)
        default:
            let piece = Self.pieces.randomElement(using: &random) ?? ""
            scalars.insert(contentsOf: Array(piece.unicodeScalars), at: start)
        }
    }

    private func verify(_ faults: [PipelineError], _ comment: Comment) {
        for fault in faults {
            guard case .source(let place) = fault.location else {
                Issue.record("\(fault) has no place, \(comment)")
                continue
            }
            #expect(place.line >= 1 && place.length >= 1, comment)
            #expect(place.column >= 1, comment)
            #expect(place.column <= place.lineText.unicodeScalars.count + 1, "\(fault), \(comment)")
            #expect(!fault.description.isEmpty)
        }
    }
}
