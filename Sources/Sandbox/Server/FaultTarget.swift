// SPDX-License-Identifier: Apache-2.0

/// One item of the setting `faults`: `429`, or `429@418207` for one ledger or sales unit.
struct FaultTarget: Sendable {
    let rule: FaultRule
    /// A ledger's id or the number of a sales unit; nil for all requests.
    let id: String?

    /// Nil for what names no fault, or a target of other than letters, digits and hyphens.
    init?(_ item: String) {
        let cut = item.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        guard let rule = FaultRule.all.first(where: { $0.name == cut[0] }) else { return nil }
        self.rule = rule
        id = cut.count > 1 ? cut[1] : nil
        guard let id else { return }
        let isID =
            !id.isEmpty && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard isID else { return nil }
    }
}

extension SandboxRequest {
    /// Whether a ledger or sales unit is named in the path or in a value of the query, with or
    /// without the prefix of a handle.
    func concerns(_ id: String) -> Bool {
        path.contains(id) || query.values.contains { $0 == id || $0.hasSuffix(":" + id) }
    }
}
