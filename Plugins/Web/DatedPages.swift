// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Foundation

/// When what a service says of a day does not change any more.
struct DayRule: Sendable {
    /// The options that tell it.
    static let options: [OptionSpec] = [
        .choice(
            "partition",
            "What one reading covers: the whole window, or each of its days, which 'url' or 'query' name by "
                + "${date}, and the day after by ${date.next}.",
            ["window", "day"]
        ),
        OptionSpec(
            "final_after",
            .integer(0...3_650),
            "partition: day: how many days after a day its records may still change; 0, if left out."
        ),
        .optionalText(
            "timezone",
            "partition: day: whose midnight ends a day, such as Europe/Oslo; UTC, if left out."
        ),
    ]

    private let zone: TimeZone
    private let dayCount: Int

    /// Reads the options; nil unless days are read one by one.
    init?(_ options: StageOptions, _ url: StageURL) throws {
        let isByDay = options.text("partition") == "day"
        let name = options.optionalText("timezone"), days = options.optionalInt("final_after")
        guard isByDay else {
            if name != nil { throw WebFault.needsDays("timezone", options) }
            if days != nil { throw WebFault.needsDays("final_after", options) }
            if url.namesDay { throw WebFault.dayWithoutDays(options) }
            return nil
        }
        guard url.namesDay else { throw WebFault.daysWithoutDay(options) }
        guard let zone = TimeZone(identifier: name ?? "UTC") else {
            throw WebFault.unknownZone(name ?? "", options)
        }
        self.zone = zone
        dayCount = days ?? 0
    }

    /// Whether the records of a day may still change at an instant, in seconds since 1970-01-01T00:00:00Z.
    func finality(of day: CalendarDate, at unixSeconds: Int) -> Finality {
        let instant = Date(timeIntervalSince1970: TimeInterval(unixSeconds))
        let local = unixSeconds + zone.secondsFromGMT(for: instant)
        let today = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        return Int(day.daysSinceEpoch) + dayCount < today ? .final : .provisional
    }
}

/// The pages of one day; whether they are final was known when they were asked for.
struct DatedPages: PageSource {
    var source: any PageSource
    let finality: Finality

    mutating func next() async throws -> PageStep {
        let step = try await source.next()
        if case .end = step { return .end(finality) }
        return step
    }
}
