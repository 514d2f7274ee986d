// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Mail

@Suite("Mail addresses")
struct MailAddressTests {
    @Test(
        "an address with or without a name is read and written",
        arguments: [
            ("a@example.com", ["a@example.com"]),
            ("  first.last+tag@sub.example.com ", ["first.last+tag@sub.example.com"]),
            ("<a@example.com>", ["a@example.com"]),
            ("Fjord Reports <a@example.com>", ["Fjord", "Reports", "<a@example.com>"]),
            ("\"Sales, Oslo\" <a@example.com>", ["\"Sales, Oslo\"", "<a@example.com>"]),
            ("Sales. Oslo <a@example.com>", ["\"Sales. Oslo\"", "<a@example.com>"]),
            (#""A \"B\" C" <a@example.com>"#, [#""A \"B\" C""#, "<a@example.com>"]),
            ("Økonomi <a@example.com>", ["=?utf-8?Q?=C3=98konomi?=", "<a@example.com>"]),
            ("\"Øst, Vest\" <a@example.com>", ["=?utf-8?Q?=C3=98st=2C_Vest?=", "<a@example.com>"]),
        ]
    )
    func addressIsReadAndWritten(text: String, words: [String]) throws {
        #expect(try #require(MailAddress(text)).words == words)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "a", "a@", "@b", "a@b@c", "a b@example.com", "a@exa mple.com", "a@example..com",
            ".a@example.com", "a,b@example.com", "a@example.com, b@example.com", "ø@example.com",
            "a@bjørn.no", "Name a@example.com", "Name <a@example.com", "Na<me <a@example.com>",
            "\"Name <a@example.com>", "\"Na\"me <a@example.com>", "a@example.com>", "Name <>",
            "a(comment)@example.com", "a@[127.0.0.1]",
            String(repeating: "a", count: 65) + "@example.com",
        ]
    )
    func whatIsNoAddressIsRefused(text: String) {
        #expect(MailAddress(text) == nil)
    }
}
