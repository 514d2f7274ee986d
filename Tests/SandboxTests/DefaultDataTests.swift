// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Sandbox

/// Documents and other tests hold figures of the default data.
@Suite("Default data")
struct DefaultDataTests {
    @Test(
        "the data of a seed stay what they were, byte for byte",
        arguments: [
            ("today=2026-11-20", 8_470_855_003_328_707_733 as UInt64),
            ("today=2026-11-20&ledgers=9&entries_per_day=300&seed=7", 10_112_013_633_019_496_916),
            (
                "today=2026-11-20&ledgers=4&entries_per_day=3&seed=99&page_size=2",
                18_095_911_534_876_538_361
            ),
        ]
    )
    func unchanged(query: String, expected: UInt64) async throws {
        let caller = try await SandboxCaller(query)
        var hash = try await caller.get("/settlement/v1/ledgers").hash(
            from: 14_695_981_039_346_656_037
        )
        for ledger in caller.service.ledgers.prefix(4) {
            for topic in [Topic.funds, .fees] {
                for date in [
                    "2020-05-01", "2021-06-06", "2023-10-31", "2024-02-29", "2025-03-30",
                    "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05",
                    "2026-11-20", "2026-11-21",
                ] {
                    let page = try await caller.page(ledger, topic, date, personalData: true)
                    hash = page.hash(from: hash)
                }
            }
        }
        #expect(hash == expected)
    }
}

extension Answer {
    /// FNV-1a over the body, continued from another's.
    fileprivate func hash(from start: UInt64) -> UInt64 {
        body.readableBytesView.reduce(start) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}
