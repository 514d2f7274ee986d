// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Fjord

@Suite("Figures")
struct FiguresTests {
    @Test(
        "groups of three digits",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000"),
            (-12, "-12"), (Int.min, "-9,223,372,036,854,775,808"),
        ]
    )
    func grouped(number: Int, text: String) {
        #expect(Figures.grouped(number) == text)
    }

    @Test(
        "sizes in powers of ten",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_250_000, "1.3 MB"),
            (999_949, "999.9 kB"), (999_951, "1.0 MB"), (2_000_000_000, "2.0 GB"),
            (3_000_000_000_000, "3.0 TB"), (4_000_000_000_000_000, "4000.0 TB"),
        ]
    )
    func bytes(count: Int, text: String) {
        #expect(Figures.bytes(count) == text)
    }

    @Test(
        "times",
        arguments: [
            (0, "0.0 s"), (0.44, "0.4 s"), (9.94, "9.9 s"), (9.96, "10 s"), (10, "10 s"),
            (119.4, "119 s"), (119.6, "2 min 0 s"), (200, "3 min 20 s"), (7_260, "121 min 0 s"),
        ]
    )
    func duration(seconds: Double, text: String) {
        #expect(Figures.duration(seconds) == text)
    }
}
