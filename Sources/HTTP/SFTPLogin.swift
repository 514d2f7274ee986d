// SPDX-License-Identifier: Apache-2.0

import CCurl
import Columnar
import Digests
import Foundation

/// How libcurl proves to an SFTP server who asks, and how that one has to prove itself.
struct SFTPLogin: Sendable {
    let username: String
    let proof: SFTPServer.Proof
    let trust: SFTPServer.Trust
    /// Whether the names in a folder are wanted, instead of a file.
    let listsNames: Bool
}

/// The key by which an SFTP server proved itself.
struct SSHHostKey: Sendable, Hashable {
    /// `Ed25519`, for messages.
    let type: String
    /// `SHA256:` and base64, as OpenSSH writes it.
    let fingerprint: String
    /// Whether another key was expected of this server.
    var isKnownOtherwise = false

    init(_ key: Bytes, type: Int32) {
        self.type =
            switch UInt32(bitPattern: type) {
            case CURLKHTYPE_RSA.rawValue, CURLKHTYPE_RSA1.rawValue: "RSA"
            case CURLKHTYPE_DSS.rawValue: "DSA"
            case CURLKHTYPE_ECDSA.rawValue: "ECDSA"
            case CURLKHTYPE_ED25519.rawValue: "Ed25519"
            default: "unknown kind"
            }
        var digest = Digest()
        digest.update(key)
        let digits = Array(digest.finish().utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).map { at in
            Self.value(digits[at]) << 4 | Self.value(digits[at + 1])
        }
        let base64 = Data(bytes).base64EncodedString()
        fingerprint = "SHA256:" + base64.prefix { $0 != "=" }
    }

    private static func value(_ digit: UInt8) -> UInt8 {
        digit < 0x60 ? digit - 0x30 : digit - 0x57
    }
}

extension EasyHandle {
    /// Prepares for an SFTP server: nothing is said to it before its key has been checked.
    func setUp(_ login: SFTPLogin, _ transfer: Transfer) {
        set(CURLOPT_USERNAME, login.username)
        switch login.proof {
        case .password(let password):
            set(CURLOPT_SSH_AUTH_TYPES, 2 | 8)  // CURLSSH_AUTH_PASSWORD, CURLSSH_AUTH_KEYBOARD
            set(CURLOPT_PASSWORD, password)
        case .key(let file, let passphrase):
            set(CURLOPT_SSH_AUTH_TYPES, 1)  // CURLSSH_AUTH_PUBLICKEY
            set(CURLOPT_SSH_PRIVATE_KEYFILE, file)
            set(CURLOPT_SSH_PUBLIC_KEYFILE, "")
            if let passphrase { set(CURLOPT_KEYPASSWD, passphrase) }
        }
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        switch login.trust {
        case .fingerprints:
            unsafe fjord_curl_set_host_key_function(pointer, checkFingerprint, context)
        case .knownHosts(let file):
            set(CURLOPT_SSH_KNOWNHOSTS, file)
            unsafe fjord_curl_set_known_host_function(pointer, checkKnownHost, context)
        }
        if login.listsNames { set(CURLOPT_DIRLISTONLY, 1) }
    }
}

/// Accepts a server whose key has one of the fingerprints that the order names.
private func checkFingerprint(
    _ context: UnsafeMutableRawPointer?,
    _ type: Int32,
    _ key: UnsafePointer<CChar>?,
    _ count: Int
) -> Int32 {
    let refused = Int32(bitPattern: CURLKHMATCH_MISMATCH.rawValue)
    guard let context = unsafe context, let key = unsafe key else { return refused }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let bytes = unsafe Array(UnsafeRawBufferPointer(start: key, count: count))
    var found = SSHHostKey(Bytes(copying: bytes), type: type)
    found.isKnownOtherwise = true
    transfer.hostKey = found
    guard case .fingerprints(let expected)? = transfer.order.login?.trust,
        expected.contains(found.fingerprint)
    else { return refused }
    return Int32(bitPattern: CURLKHMATCH_OK.rawValue)
}

/// Accepts a server whose key stands in the file of known hosts, and notes the key of any other.
private func checkKnownHost(
    _ handle: UnsafeMutableRawPointer?,
    _ known: UnsafePointer<curl_khkey>?,
    _ found: UnsafePointer<curl_khkey>?,
    _ match: curl_khmatch,
    _ context: UnsafeMutableRawPointer?
) -> Int32 {
    let refused = Int32(bitPattern: CURLKHSTAT_REJECT.rawValue)
    guard let context = unsafe context, let found = unsafe found?.pointee,
        let key = unsafe found.key
    else { return refused }
    if match == CURLKHMATCH_OK { return Int32(bitPattern: CURLKHSTAT_FINE.rawValue) }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let count = unsafe found.len
    // Without a length it is base64.
    let bytes =
        if count > 0 {
            unsafe Array(UnsafeRawBufferPointer(start: key, count: count))
        } else {
            Array(Data(base64Encoded: unsafe String(cString: key)) ?? Data())
        }
    var shown = SSHHostKey(
        Bytes(copying: bytes),
        type: Int32(bitPattern: unsafe found.keytype.rawValue)
    )
    shown.isKnownOtherwise = match == CURLKHMATCH_MISMATCH
    transfer.hostKey = shown
    return refused
}
