// SPDX-License-Identifier: Apache-2.0

/// Times kernels and prints one line each.
struct KernelReport {
    let rowCount: Int
    /// Only kernels whose name begins so are measured; nil for all.
    let prefix: String?

    /// Prints the best of seven passes in nanoseconds per row.
    func measure(_ name: String, _ pass: () throws -> Void) rethrows {
        guard let best = try best(name, pass) else { return }
        let picoseconds = Int(best / .nanoseconds(1) * 1_000 / Double(rowCount))
        let (whole, rest) = (picoseconds / 1_000, picoseconds % 1_000 / 10)
        print("\(name): \(whole).\(rest < 10 ? "0" : "")\(rest) ns a row")
    }

    /// Prints the best of seven passes in megabytes per second.
    func measureBytes(_ name: String, _ byteCount: Int, _ pass: () throws -> Void) rethrows {
        guard let best = try best(name, pass) else { return }
        print("\(name): \(Int(Double(byteCount) / (best / .microseconds(1)))) MB/s")
    }

    private func best(_ name: String, _ pass: () throws -> Void) rethrows -> Duration? {
        if let prefix, !name.hasPrefix(prefix) { return nil }
        let clock = ContinuousClock()
        var best = Duration.seconds(1_000)
        for _ in 0..<7 { best = min(best, try clock.measure(pass)) }
        return best
    }
}
