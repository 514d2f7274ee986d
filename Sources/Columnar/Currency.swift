// SPDX-License-Identifier: Apache-2.0

/// An ISO 4217 currency, packed into 15 bits so that a money column can hold one per row.
public struct Currency: Sendable, Hashable {
    /// Three letters of five bits each, `A` being 0.
    public let code: UInt16

    /// Takes a packed code back.
    @inlinable
    public init(packed code: UInt16) {
        self.code = code
    }

    /// Reads three letters from A to Z; nil for anything else or for a code that ISO 4217 does not list.
    public init?(_ text: some StringProtocol) {
        let letters = Array(text.utf8)
        guard letters.count == 3 else { return nil }
        self.init(letters[0], letters[1], letters[2])
    }

    /// Reads three ASCII letters; nil if they are no currency that ISO 4217 lists.
    @inlinable
    public init?(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
        let (a, b, c) = (first &- 0x41, second &- 0x41, third &- 0x41)
        guard a < 26, b < 26, c < 26 else { return nil }
        self.init(packed: UInt16(a) << 10 | UInt16(b) << 5 | UInt16(c))
        guard fractionDigits >= 0 else { return nil }
    }

    /// How many digits after the point an amount in major units has: 2 for NOK, 0 for JPY; -1 if unlisted.
    @inlinable public var fractionDigits: Int {
        Int(Currency.digitsByCode[Int(code)])
    }

    /// How many minor units make one major unit.
    @inlinable public var minorUnitsPerMajor: Int64 {
        switch fractionDigits {
        case 0: 1
        case 3: 1_000
        case 4: 10_000
        default: 100
        }
    }

    /// - Source: ISO 4217 list one, active currencies; fund codes, metals and test codes are left out.
    @usableFromInline static let digitsByCode: [Int8] = {
        var digits = [Int8](repeating: -1, count: 1 << 15)
        func list(_ codes: String, digits count: Int8) {
            for code in codes.split(whereSeparator: \.isWhitespace) {
                let letters = code.utf8.map { UInt16($0 - 0x41) }
                digits[Int(letters[0] << 10 | letters[1] << 5 | letters[2])] = count
            }
        }
        list("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF", digits: 0)
        list("BHD IQD JOD KWD LYD OMR TND", digits: 3)
        list(
            """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD
            CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
            GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD
            MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP
            PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
            TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG
            """,
            digits: 2
        )
        return digits
    }()
}

extension Currency: CustomStringConvertible {
    /// The three letters.
    public var description: String {
        let letters = [code >> 10, code >> 5 & 31, code & 31]
        return String(decoding: letters.map { UInt8($0) + 0x41 }, as: UTF8.self)
    }
}
