// SPDX-License-Identifier: Apache-2.0

/// What every stage must stand; see the README for how to use it.
package enum Conformance {
    /// How many rows the batches have over which a stage must give the same.
    static let batchSizes = [1, 2, 7]
}

/// Collects what does not hold.
struct Findings {
    private(set) var breaches: [String] = []

    /// Notes `sentence` unless `holds`.
    mutating func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) {
        if !holds { breaches.append(sentence()) }
    }

    /// Does `work`; notes what it throws, and gives nil then.
    mutating func attempt<Result>(_ name: String, _ work: () throws -> Result) -> Result? {
        do {
            return try work()
        } catch {
            breaches.append("\(name): \(error)")
            return nil
        }
    }
}
