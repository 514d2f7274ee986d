// SPDX-License-Identifier: Apache-2.0

/// Writes entries one after the other, each beginning with the balance the one before ended with.
struct EntryWriter: ~Copyable {
    private let template: EntryTemplate
    private var balance: Int64
    private var isFirst = true
    private var writer: JSONWriter

    /// More bytes than any entry has.
    private static let longestEntry = 2_048

    init(template: EntryTemplate, balance: Int64, writer: consuming JSONWriter) {
        self.template = template
        self.balance = balance
        self.writer = writer
    }

    /// The writer, for what follows the entries.
    consuming func finished() -> JSONWriter { writer }

    /// Writes an entry about the payment of `capture`; `pspReference` names `movement`, the capture
    /// or refund itself.
    @inline(__always)
    mutating func payment(
        _ type: EntryType,
        movement: (date: SandboxDate, slot: Int),
        capture: Slots.CapturePlace,
        time: Int64,
        amount: Int64
    ) {
        begin()
        writer.integer(template.numbering.number(movement.date, slot: movement.slot))
        writeTime(time, type)
        let text = PaymentText(of: capture)
        let unit = text.unit(of: template.units.count)
        let isVMNumber = template.isVMNumber[unit]
        let payment = text.payment
        writer.byte(UInt8(ascii: "\""))
        text.writeReference(
            number: isVMNumber
                ? template.numbering.number(payment.date, slot: payment.slot) : nil,
            to: &writer
        )
        writer.byte(UInt8(ascii: "\""))
        writeAmount(amount, recipient: template.units[unit])
        if isVMNumber && template.includesPersonalData { text.writePersonalData(to: &writer) }
        writer.byte(UInt8(ascii: "}"))
    }

    mutating func booking(_ booking: Booking) {
        begin()
        writeNumber(booking.number)
        writeTime(booking.time, booking.type)
        if let reference = booking.reference {
            writer.byte(UInt8(ascii: "\""))
            writer.bytes(reference)
            writer.byte(UInt8(ascii: "\""))
        } else {
            writer.text("null")
        }
        let recipient = booking.unit.map { template.units[$0] } ?? template.noUnit
        writeAmount(booking.amount, recipient: recipient)
        writer.byte(UInt8(ascii: "}"))
    }

    @inline(__always)
    private mutating func begin() {
        writer.reserve(Self.longestEntry)
        if !isFirst { writer.byte(UInt8(ascii: ",")) }
        isFirst = false
        writer.text("{\"pspReference\":\"")
    }

    private mutating func writeNumber(_ number: EntryNumber) {
        switch number {
        case .movement(let number): writer.integer(number)
        case .bare(let number): writer.integer(Int64(number))
        case .ledgerDate(let date): writeLedgerNumber(date.digits)
        case .payout(let number): writeLedgerNumber(number)
        }
    }

    private mutating func writeLedgerNumber(_ number: Int) {
        writer.bytes(template.ledgerID)
        writer.byte(UInt8(ascii: "-"))
        writer.integer(Int64(number))
    }

    @inline(__always)
    private mutating func writeTime(_ time: Int64, _ type: EntryType) {
        writer.text("\",\"time\":\"")
        var sinceMidnight = time - template.secondUTCDate
        if sinceMidnight < 0 {
            sinceMidnight += 86_400_000_000
            writer.bytes(template.utcDates.first)
        } else {
            writer.bytes(template.utcDates.second)
        }
        let micros = UInt64(sinceMidnight)
        let seconds = micros / 1_000_000
        writer.digits(seconds / 3_600, width: 2)
        writer.byte(UInt8(ascii: ":"))
        writer.digits(seconds / 60 % 60, width: 2)
        writer.byte(UInt8(ascii: ":"))
        writer.digits(seconds % 60, width: 2)
        writer.byte(UInt8(ascii: "."))
        writer.digits(micros % 1_000_000, width: 6)
        writer.byte(UInt8(ascii: "Z"))
        writer.bytes(template.afterTime)
        writer.text(type.name)
        writer.text("\",\"reference\":")
    }

    @inline(__always)
    private mutating func writeAmount(_ amount: Int64, recipient: borrowing [UInt8]) {
        writer.bytes(template.beforeAmount)
        writer.integer(amount)
        writer.bytes(recipient)
        writer.integer(balance)
        writer.text(",\"balanceAfter\":")
        balance += amount
        writer.integer(balance)
    }
}
