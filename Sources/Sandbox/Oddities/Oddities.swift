// SPDX-License-Identifier: Apache-2.0

/// A set of ways in which data and answers differ from the usual, all of which the vendor's own may
/// show.
struct Oddities: OptionSet, Hashable, Sendable {
    let rawValue: UInt64

    init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    private init(place: UInt64) {
        rawValue = 1 << place
    }

    // What is booked.
    static let abortedPayouts = Oddities(place: 0)
    static let corrections = Oddities(place: 1)
    static let creditNotes = Oddities(place: 2)
    static let delayedFees = Oddities(place: 3)
    static let disputes = Oddities(place: 4)
    static let feeCorrections = Oddities(place: 5)
    static let gapDates = Oddities(place: 6)
    static let gross = Oddities(place: 7)
    static let monthly = Oddities(place: 8)
    static let negativeBalance = Oddities(place: 9)
    static let rollingReserve = Oddities(place: 10)
    static let serviceFees = Oddities(place: 11)
    static let splitFees = Oddities(place: 12)
    static let topUps = Oddities(place: 13)
    static let unknownTypes = Oddities(place: 14)
    static let weekly = Oddities(place: 15)
    static let zeroAmounts = Oddities(place: 16)

    // How an entry is written.
    static let brokenBalance = Oddities(place: 20)
    static let emptyReferences = Oddities(place: 21)
    static let keyOrder = Oddities(place: 22)
    static let missingNulls = Oddities(place: 23)
    static let nullHandles = Oddities(place: 24)
    static let nullPersonalData = Oddities(place: 25)
    static let offsetTimes = Oddities(place: 26)
    static let oldFeeReferences = Oddities(place: 27)
    static let oldHandles = Oddities(place: 28)
    static let oldPayouts = Oddities(place: 29)
    static let unknownFields = Oddities(place: 30)
    static let vmNumbers = Oddities(place: 31)

    // How dates are answered.
    static let emptyLastPage = Oddities(place: 35)
    static let lateClosing = Oddities(place: 36)
    static let ledger404 = Oddities(place: 37)
    static let noTryLater = Oddities(place: 38)
    static let open404 = Oddities(place: 39)
    static let openEmpty = Oddities(place: 40)
    static let openPeriod = Oddities(place: 41)
    static let tryLaterPages = Oddities(place: 42)

    // How the feed is answered.
    static let feedEmptyPages = Oddities(place: 45)
    static let feedEndEmpty = Oddities(place: 46)
    static let feedNewCursors = Oddities(place: 47)
    static let feedOverlap = Oddities(place: 48)
    static let feedStuck = Oddities(place: 49)

    // How the list of ledgers is answered.
    static let ledgersFirstPayout = Oddities(place: 52)
    static let ledgersMissingCursor = Oddities(place: 53)
    static let ledgersNoCurrency = Oddities(place: 54)
    static let ledgersNone = Oddities(place: 55)
    static let ledgersNoSalesUnits = Oddities(place: 56)
    static let ledgersNullCursor = Oddities(place: 57)
}
