// SPDX-License-Identifier: Apache-2.0

/// When something shall happen, in the five fields of cron: minute, hour, day of the month, month, day of the week.
///
/// - Source: crontab(5) of Vixie cron for fields and the rule of the two day fields; `L` as croniter and Quartz have it.
package struct CronExpression: Sendable, Hashable {
    /// The fields as they were written, one blank between them.
    package let text: String
    /// One bit for each value: minutes from 0, hours from 0, days from 1, months from 1.
    let minutes: UInt64
    let hours: UInt64
    let days: UInt64
    let months: UInt64
    /// One bit for each day of the week, Sunday 0 to Saturday 6.
    let weekdays: UInt64
    /// Whether the last day of the month counts.
    let hasLastDay: Bool
    /// The days of the week whose last one in the month counts.
    let lastWeekdays: UInt64
    /// Whether a day must fit both day fields; else one suffices.
    let needsBothDays: Bool

    /// Reads an expression.
    ///
    /// - Parameter text: Five fields with blanks between them; names in any case.
    /// - Throws: What is wrong, each with its place: at most one fault per field, or that there are not five of them, or
    ///   that no day fits.
    package init(parsing text: String) throws(CronFaults) {
        let reader = CronReader(text)
        let fields = try reader.fields()
        self.text = reader.words.map(\.text).joined(separator: " ")
        minutes = fields[0].values
        hours = fields[1].values
        days = fields[2].values
        months = fields[3].values
        weekdays = fields[4].values
        hasLastDay = fields[2].hasLast
        lastWeekdays = fields[4].lastValues
        needsBothDays = fields[2].beginsWithStar || fields[4].beginsWithStar
        guard canFire else { throw CronFaults([.neverFires(at: reader.days)]) }
    }
}
