// SPDX-License-Identifier: Apache-2.0

/// What one of the five fields may hold.
struct CronFieldKind: Sendable {
    /// How a sentence calls it.
    let thing: String
    let bounds: ClosedRange<Int>
    /// In the order of the values, from `firstName`.
    var names: [String] = []
    var firstName = 0
    /// Whether a range may go round, `fri-mon`.
    var isCyclic = false
    /// Whether `L` means the last one of a month.
    var hasLast = false
    /// The value that a written one stands for: 7 is Sunday, too.
    var aliases: [Int: Int] = [:]

    static let all = [
        CronFieldKind(thing: "minute", bounds: 0...59),
        CronFieldKind(thing: "hour", bounds: 0...23),
        CronFieldKind(thing: "day of the month", bounds: 1...31, hasLast: true),
        CronFieldKind(
            thing: "month",
            bounds: 1...12,
            names: [
                "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
            ],
            firstName: 1,
            isCyclic: true
        ),
        CronFieldKind(
            thing: "day of the week",
            bounds: 0...7,
            names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
            isCyclic: true,
            hasLast: true,
            aliases: [7: 0]
        ),
    ]

    /// The value of a number or name; nil for anything else.
    func value(_ word: some StringProtocol) -> Int? {
        if let position = names.firstIndex(of: word.lowercased()) { return firstName + position }
        guard (1...2).contains(word.utf8.count), word.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(word), bounds.contains(number)
        else { return nil }
        return number
    }

    /// The last value before the field begins again.
    var lastValue: Int { bounds.upperBound - aliases.count }

    /// The set of the values from `first` to `last`, each `step` apart.
    func set(from first: Int, to last: Int, step: Int) -> UInt64 {
        // A range that goes round counts on behind the last value.
        let length = lastValue - bounds.lowerBound + 1
        let end = last < first ? last + length : last
        var values: UInt64 = 0
        for value in stride(from: first, through: end, by: step) {
            let isRound = value > bounds.upperBound
            let inside = isRound ? value - length : value
            values |= 1 << UInt64(aliases[inside] ?? inside)
        }
        return values
    }
}

/// The values of one field.
struct CronField: Sendable {
    var values: UInt64 = 0
    /// `L` alone: the last day of the month.
    var hasLast = false
    /// `5L`: values of which the last in the month counts.
    var lastValues: UInt64 = 0
    /// Whether the field leaves the choice of the day to the other day field.
    var beginsWithStar = false
}
