// SPDX-License-Identifier: Apache-2.0

import CCrypto
package import Columnar

/// A running digest over bytes as they pass.
@safe
package struct Digest: ~Copyable {
    /// The algorithms on offer.
    package enum Algorithm: String, Sendable {
        /// SHA-256 of FIPS 180-4, 32 bytes.
        case sha256
        /// MD5 of RFC 1321, 16 bytes; for comparing with what others computed, never for security.
        case md5
    }

    // Created by OpenSSL and never null; freed in deinit.
    private let context: OpaquePointer
    private let algorithm: OpaquePointer
    let byteCount: Int

    /// Starts over no bytes; nil if the system's libcrypto does not offer the algorithm, as some refuse MD5.
    package init?(_ name: Algorithm) {
        guard let algorithm = unsafe EVP_MD_fetch(nil, name.rawValue, nil) else { return nil }
        guard let context = unsafe EVP_MD_CTX_new() else {
            unsafe EVP_MD_free(algorithm)
            return nil
        }
        unsafe self.context = context
        unsafe self.algorithm = algorithm
        byteCount = name == .sha256 ? 32 : 16
        restart()
    }

    /// Starts a SHA-256 over no bytes.
    package init() {
        guard let digest = Digest(.sha256) else {
            preconditionFailure("libcrypto offers no SHA-256")
        }
        self = digest
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe EVP_MD_free(algorithm)
    }

    /// Forgets what passed and starts over no bytes.
    mutating func restart() {
        let status = unsafe EVP_DigestInit_ex(context, algorithm, nil)
        precondition(status == 1, "libcrypto did not start a digest")
    }

    /// Adds bytes; O(bytes), no allocation.
    package mutating func update(_ bytes: Bytes) {
        let status = unsafe bytes.withUnsafeBytes {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        precondition(status == 1, "libcrypto refused bytes")
    }

    /// The digest as two lower-case hexadecimal digits for each byte.
    package consuming func finish() -> String {
        var writer = ByteWriter(capacity: 2 * byteCount)
        putDigits(into: &writer)
        return writer.text
    }

    /// The SHA-256 of one text's UTF-8 bytes, as 64 lower-case hexadecimal digits.
    package static func hex(of text: String) -> String {
        var digest = Digest()
        digest.update(Bytes(text))
        return digest.finish()
    }

    /// Ends the digest and writes its hexadecimal digits.
    mutating func putDigits(into writer: inout ByteWriter) {
        // No algorithm of libcrypto gives more than 64 bytes.
        var bytes = InlineArray<64, UInt8>(repeating: 0)
        var span = bytes.mutableSpan
        let status = unsafe span.withUnsafeMutableBufferPointer {
            unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
        }
        precondition(status == 1, "libcrypto gave no digest")
        writer.reserve(2 * byteCount)
        for index in 0..<byteCount {
            writer.put(Self.digit(bytes[index] >> 4))
            writer.put(Self.digit(bytes[index] & 15))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}
