// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Golden")
struct GoldenTests {
    @Test("every case gives its expected bytes, however the work is cut", arguments: GoldenCase.all)
    func golden(test: GoldenCase) async throws {
        let variations = GoldenVariation.all
        let first = try await GoldenOutcome(of: test, variations[0])
        for variation in variations.dropFirst() {
            let outcome = try await GoldenOutcome(of: test, variation)
            #expect(outcome.error == first.error, "\(variation)")
            #expect(outcome.files.keys.sorted() == first.files.keys.sorted(), "\(variation)")
            for (path, bytes) in first.files {
                #expect(outcome.files[path] == bytes, "\(path) with \(variation)")
            }
        }
        if GoldenCase.rewrites {
            try test.expect(first.expectations)
        } else {
            try compare(first.expectations, test.expectations)
        }
    }

    private func compare(_ found: [String: Data], _ expected: [String: Data]) {
        #expect(found.keys.sorted() == expected.keys.sorted())
        for (name, bytes) in expected {
            #expect(found[name].map(Self.text) == Self.text(bytes), "\(name)")
            #expect(found[name] == bytes, "\(name)")
        }
    }

    private static func text(_ bytes: Data) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("there are cases, and each expects something")
    func everyCaseExpectsSomething() throws {
        #expect(!GoldenCase.all.isEmpty)
        guard !GoldenCase.rewrites else { return }
        for test in GoldenCase.all { #expect(try !test.expectations.isEmpty, "\(test.name)") }
    }

    @Test("a case that expects a fault leaves no file")
    func faultsLeaveNothing() throws {
        for test in GoldenCase.all {
            let names = try test.expectations.keys
            if names.contains("expected.error") { #expect(names.count == 1, "\(test.name)") }
        }
    }
}
