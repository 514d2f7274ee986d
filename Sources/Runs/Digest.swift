// SPDX-License-Identifier: Apache-2.0

import CCrypto
package import Columnar

/// A running SHA-256 (FIPS 180-4) over bytes as they pass.
@safe
package struct Digest: ~Copyable {
    // Created by OpenSSL and never null; freed in deinit.
    private let context: OpaquePointer

    /// Starts over no bytes.
    package init() {
        guard let context = unsafe EVP_MD_CTX_new(),
            unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
        else { preconditionFailure("libcrypto offers no SHA-256") }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes; O(bytes), no allocation.
    package mutating func update(_ bytes: Bytes) {
        let status = unsafe bytes.withUnsafeBytes {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        precondition(status == 1, "libcrypto refused bytes")
    }

    /// The digest as 64 lower-case hexadecimal digits.
    package consuming func finish() -> String {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            let status = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(status == 1, "libcrypto gave no digest")
            count = 32
        }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The digest of one text's UTF-8 bytes, as 64 lower-case hexadecimal digits.
    package static func hex(of text: String) -> String {
        var digest = Digest()
        digest.update(Bytes(text))
        return digest.finish()
    }
}
