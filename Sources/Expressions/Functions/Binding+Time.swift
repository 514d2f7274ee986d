// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension DateUnit {
    /// The unit that a call's first argument names.
    static func read(_ binding: Binding, allowsClock: Bool) throws(BindingFault) -> DateUnit {
        let name = binding.constantText(0) ?? ""
        let units = allCases.filter { allowsClock || $0.clockLength == nil }
        guard let unit = named(name), units.contains(unit) else {
            throw .unknownWord(
                name,
                kind: allowsClock ? "unit" : "unit of days",
                among: units.map(\.rawValue)
            )
        }
        return unit
    }
}

extension DatePart {
    /// The part that a call's first argument names.
    static func read(_ binding: Binding, allowsClock: Bool) throws(BindingFault) -> DatePart {
        let name = binding.constantText(0) ?? ""
        let parts = allCases.filter { allowsClock || !$0.isOfClock }
        guard let part = DatePart(rawValue: name.lowercased()), parts.contains(part) else {
            throw .unknownWord(
                name,
                kind: allowsClock ? "part" : "part of a day",
                among: parts.map(\.rawValue)
            )
        }
        return part
    }
}

extension TimeZoneTable {
    /// The zone that one of a call's arguments names.
    static func read(_ binding: Binding, argument: Int) throws(BindingFault) -> TimeZoneTable {
        let name = binding.constantText(argument) ?? ""
        guard let table = named(name) else {
            let nearest = Suggestion.nearest(to: name, among: ZoneFile.names())
            throw .unknownZone(name, nearest: nearest, argument: argument)
        }
        return table
    }
}

extension TimeFormat {
    /// The format that a call's second argument gives.
    static func read(_ binding: Binding) throws(BindingFault) -> TimeFormat {
        do throws(UnknownLetter) {
            return try TimeFormat(binding.constantText(1) ?? "")
        } catch {
            throw .unknownFormatLetter(error.letter, known: knownLetters)
        }
    }
}
