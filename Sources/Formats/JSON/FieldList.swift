// SPDX-License-Identifier: Apache-2.0

import Columnar

/// The members that a plan makes the walk look for: those of its columns and the currencies of its money.
struct FieldList {
    /// Dotted names; a column's field and its currency are numbers into this list.
    private(set) var names: [String] = []
    /// For each field: its name and whether its JSON text is wanted.
    private(set) var walked: [(name: String, wantsJSON: Bool)] = []
    /// Whether members that no column takes are kept.
    private(set) var keepsStrays = false

    init(_ plan: JSONDecodePlan) {
        for column in plan.columns {
            switch column {
            case .field(let name, let type): add(name, wantsJSON: type == .json)
            case .money(let name, _): add(name, wantsJSON: false)
            case .constant: break
            case .extra: keepsStrays = true
            }
        }
        for case .money(_, let currency) in plan.columns where !names.contains(currency) {
            add(currency, wantsJSON: false)
        }
    }

    private mutating func add(_ name: String, wantsJSON: Bool) {
        names.append(name)
        walked.append((name, wantsJSON))
    }

    /// The number of a field.
    func number(of name: String) -> Int {
        guard let number = names.firstIndex(of: name) else {
            preconditionFailure("'\(name)' is no field of this plan")
        }
        return number
    }
}
