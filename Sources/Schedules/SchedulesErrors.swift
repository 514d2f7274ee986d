// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong with a cron expression.
package struct CronFault: Error, Sendable, Hashable {
    /// Where, in Unicode scalars from the start of the text.
    package let range: Range<Int>
    /// One sentence without a full stop.
    package let message: String
    /// What to write instead.
    package let fix: String
}

/// All that is wrong with a cron expression, in the order of its fields; at least one.
package struct CronFaults: Error, Sendable, Hashable {
    /// The faults.
    package let all: [CronFault]

    init(_ all: [CronFault]) {
        self.all = all
    }
}

extension CronFault {
    static func fieldCount(_ count: Int, at range: Range<Int>) -> CronFault {
        CronFault(
            range: range,
            message: "cron must have five fields, not \(count)",
            fix: "minute, hour, day of the month, month, day of the week: \"17 6 * * *\""
        )
    }

    static func unreadable(
        _ text: String,
        _ kind: CronFieldKind,
        at range: Range<Int>
    ) -> CronFault {
        CronFault(range: range, message: "'\(text)' is no \(kind.thing)", fix: kind.advice)
    }

    static func step(_ text: String, _ kind: CronFieldKind, at range: Range<Int>) -> CronFault {
        CronFault(
            range: range,
            message: "'\(text)' is no step between values of the \(kind.thing)",
            fix: "it takes a whole number from 1 to \(kind.lastValue), as in '*/2'"
        )
    }

    static func reversed(_ text: String, _ kind: CronFieldKind, at range: Range<Int>) -> CronFault {
        let ends = text.split(separator: "-")
        let parts = "\(ends[0])-\(kind.lastValue),\(kind.bounds.lowerBound)-\(ends[1])"
        return CronFault(
            range: range,
            message: "the range '\(text)' ends before it begins",
            fix: "put the smaller value first, or write '\(parts)' for a range that goes round"
        )
    }

    static func neverFires(at range: Range<Int>) -> CronFault {
        CronFault(
            range: range,
            message: "no day of any year fits",
            fix: "check the day against the length of the month"
        )
    }
}

extension CronFieldKind {
    /// What the field takes.
    fileprivate var advice: String {
        let numbers = "\(bounds.lowerBound) to \(bounds.upperBound)"
        return switch thing {
        case "month": "it takes \(numbers) or jan to dec, '*', lists, ranges and steps"
        case "day of the month":
            "it takes \(numbers), 'L' for the last day, '*', lists, ranges and steps"
        case "day of the week":
            "it takes \(numbers) or sun to sat, 'friL' for the last Friday, '*', lists, ranges and steps"
        default: "it takes \(numbers), '*', lists, ranges and steps"
        }
    }
}
