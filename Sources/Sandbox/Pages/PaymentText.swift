// SPDX-License-Identifier: Apache-2.0

/// What a merchant and a payer wrote about a payment.
struct PaymentText {
    /// Random bits of this payment, others than those its amount is made from.
    let word: UInt64
    let payment: Slots.CapturePlace

    init(of capture: Slots.CapturePlace) {
        payment = capture.payment
        word = RandomKey.mixed(~payment.key.childWord(payment.slot))
    }

    /// Which of a ledger's sales units took the payment.
    @inline(__always)
    func unit(of count: Int) -> Int { count == 1 ? 0 : Int(word & 1) }

    /// Writes the merchant's id of the payment, in one of the styles that merchants use.
    ///
    /// Where the merchant gave none, it is the payment's `number`.
    func writeReference(number: Int64?, to writer: inout JSONWriter) {
        if let number { return writer.integer(number) }
        switch (word >> 1) & 7 {
        case 0, 1: writePlace("web-", between: UInt8(ascii: "-"), to: &writer)
        case 2: writeKiosk(to: &writer)
        case 3: writeUUID(to: &writer)
        case 4: writePlace("Grünerløkka-", between: UInt8(ascii: "-"), to: &writer)
        case 5: writePlace("SO/", between: UInt8(ascii: "/"), to: &writer)
        case 6: writePlace("Årsmøte & påskeøl #", between: UInt8(ascii: "."), to: &writer)
        default: writePlace("order ", between: UInt8(ascii: "_"), to: &writer)
        }
    }

    private func writePlace(
        _ prefix: StaticString,
        between: UInt8,
        to writer: inout JSONWriter
    ) {
        writer.text(prefix)
        writer.digits(UInt64(payment.date.digits), width: 8)
        writer.byte(between)
        writer.integer(Int64(payment.slot + 1))
    }

    private func writeKiosk(to writer: inout JSONWriter) {
        writer.text("kiosk-")
        writer.hexadecimal(UInt64(payment.date.days) << 48, width: 4, letters: UInt8(ascii: "A"))
        writer.byte(UInt8(ascii: "-"))
        let number = UInt64(payment.slot + 1)
        writer.digits(number, width: max(4, JSONWriter.width(of: number)))
    }

    private func writeUUID(to writer: inout JSONWriter) {
        let low = RandomKey.mixed(word)
        writer.hexadecimal(word, width: 8)
        writer.byte(UInt8(ascii: "-"))
        writer.hexadecimal(word << 32, width: 4)
        writer.text("-4")
        writer.hexadecimal(word << 48, width: 3)
        writer.text("-a")
        writer.hexadecimal(low, width: 3)
        writer.byte(UInt8(ascii: "-"))
        writer.hexadecimal(low << 16, width: 12)
    }

    /// Writes the payer's name, masked number and message, as members that follow others.
    func writePersonalData(to writer: inout JSONWriter) {
        writer.text(",\"name\":\"")
        writer.text(Self.givenNames[Int((word >> 8) & 15)])
        writer.byte(UInt8(ascii: " "))
        writer.text(Self.familyNames[Int((word >> 12) & 15)])
        writer.text("\",\"maskedPhoneNo\":\"xxxx ")
        writer.digits((word >> 16) & 0xffff, width: 4)
        writer.byte(UInt8(ascii: "\""))
        let message = Int((word >> 32) & 31)
        guard message < Self.messages.count else { return }
        writer.text(",\"message\":\"")
        writer.text(Self.messages[message])
        writer.byte(UInt8(ascii: "\""))
    }

    private static let givenNames: InlineArray<16, StaticString> = [
        "Åse", "Bjørn", "Søren", "Jæger", "Päivi", "Yrjö", "Øyvind", "Mette-Marit",
        "Ola", "Kari", "Zoë", "Lars", "Nguyễn", "Þóra", "Anne Grethe", "Václav",
    ]

    private static let familyNames: InlineArray<16, StaticString> = [
        "Østby", "Åkerøy", "Sørensen", "Ærøskjold", "Hämäläinen", "Øien", "O'Brien", "Nilsen",
        "Łukasiewicz", "Gräsbeck", #"\"Pelle\" Ås"#, "Bak-Jensen", "Näätänen", "Wiig", "Moe", "Thi",
    ]

    /// As they stand between the quotes of JSON; 32 less these payments have no message.
    private static let messages: [StaticString] = [
        "Takk for sist! 😀", "Kaffe og vaffel", #"Til \"Lillebror\""#, #"linje én\nlinje to"#,
        "=SUM(A1:A9)", "+4791234567", "-1", "@cmd", #"tab\ther"#, #"sti C:\\temp"#,
        "semikolon; komma, strek | ", "👩‍👩‍👧‍👦 familiebillett", "Tillykke 🇩🇰", "Kiitos! äöå", "",
        "\u{2028}skilletegn", "  mellomrom  ", "'enkel'", "null", "NO", "00123", "1,50",
        "<b>fet</b>",
        #"\r\n"#, "日本語", "e\u{301}",
    ]
}
