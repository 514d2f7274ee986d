// SPDX-License-Identifier: Apache-2.0

/// The instant of an entry, in the ways in which the vendor has written it.
struct EntryTime {
    /// Microseconds since 1970-01-01T00:00Z.
    let instant: Int64

    /// Reads `2025-03-14T08:12:45.118302Z`.
    init?(_ text: String) {
        let numbers = text.split { !("0"..."9").contains($0) }.compactMap { Int64($0) }
        guard numbers.count == 7, let date = SandboxDate(String(text.prefix(10))) else {
            return nil
        }
        let seconds = (Int64(date.days) * 24 + numbers[3]) * 3_600 + numbers[4] * 60 + numbers[5]
        instant = seconds * 1_000_000 + numbers[6]
    }

    /// `2025-03-14T09:12:45.118302+0100`, as version 1 of the Report API wrote it.
    func localText(in country: Country) -> String {
        let hours = country.hoursFromUTC(at: instant)
        return text(shiftedBy: hours, digits: 6) + "+0\(hours)00"
    }

    /// One of the ways that the documents show or allow; `style` is any number from 0 on.
    func text(style: Int, in country: Country) -> String {
        let hours = country.hoursFromUTC(at: instant)
        switch style % 3 {
        case 0: return text(shiftedBy: 0, digits: style % 8) + "Z"
        case 1: return text(shiftedBy: hours, digits: style % 8) + "+0\(hours)00"
        default: return text(shiftedBy: hours, digits: style % 8) + "+0\(hours):00"
        }
    }

    private func text(shiftedBy hours: Int64, digits: Int) -> String {
        let local = instant + hours * 3_600_000_000
        let seconds = local / 1_000_000
        let clock = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { part in
            (part < 10 ? "0" : "") + String(part)
        }
        let date = SandboxDate(days: Int(seconds / 86_400))
        let fraction = String(10_000_000 + local % 1_000_000 * 10).dropFirst().prefix(digits)
        let point = digits == 0 ? "" : "."
        return "\(date)T\(clock.joined(separator: ":"))\(point)\(fraction)"
    }
}
