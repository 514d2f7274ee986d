// SPDX-License-Identifier: Apache-2.0

import CCurl
import Glibc

extension EasyHandle {
    /// What a finished exchange's result code means.
    func outcome(of code: CURLcode, for transfer: Transfer) -> TransferOutcome {
        guard code != CURLE_OK else {
            return .answered(
                TransferAnswer(
                    status: status,
                    headers: headers,
                    body: transfer.takeBody(),
                    wireByteCount: wireByteCount
                )
            )
        }
        let kind: TransferFault.Kind =
            if transfer.isTooLarge {
                .tooLarge
            } else if let reason = transfer.diskFault {
                .diskFailed(reason)
            } else if transfer.order.login != nil, code == CURLE_PEER_FAILED_VERIFICATION {
                .otherHostKey
            } else {
                kind(of: code, transfer.order.limits)
            }
        return .failed(
            TransferFault(kind: kind, detail: detail(of: code), hostKey: transfer.hostKey)
        )
    }

    private func kind(of code: CURLcode, _ limits: HTTPLimits) -> TransferFault.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: .hostNotFound
        case CURLE_COULDNT_RESOLVE_PROXY: .proxyNotFound
        case CURLE_COULDNT_CONNECT:
            long(CURLINFO_OS_ERRNO) == Int(ECONNREFUSED) ? .refused : .unreachable
        case CURLE_OPERATION_TIMEDOUT: timeout(limits)
        case CURLE_PEER_FAILED_VERIFICATION: .certificate(certificateFault)
        case CURLE_SSL_CACERT_BADFILE: .certificateFileUnreadable
        case CURLE_SSL_CONNECT_ERROR: .secureConnectionFailed
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            isRefusedByProxy ? .proxyRefused : hasAnswer ? .truncated : .connectionLost
        case CURLE_PARTIAL_FILE: .truncated
        case CURLE_LOGIN_DENIED: .loginRefused
        case CURLE_REMOTE_FILE_NOT_FOUND: .fileNotFound
        case CURLE_REMOTE_ACCESS_DENIED: .accessRefused
        case CURLE_BAD_CONTENT_ENCODING: .garbled
        default: .other
        }
    }

    /// Whether the proxy answered the wish for a tunnel with an error status.
    private var isRefusedByProxy: Bool { long(CURLINFO_HTTP_CONNECTCODE) >= 300 }

    /// Whether part of a body came before the fault.
    private var hasAnswer: Bool { wireByteCount > 0 }

    private func timeout(_ limits: HTTPLimits) -> TransferFault.Kind {
        if offset(CURLINFO_PRETRANSFER_TIME_T) == 0 { return .connectTimeout }
        let elapsed = offset(CURLINFO_TOTAL_TIME_T) / 1_000
        return elapsed >= limits.totalTimeout.milliseconds ? .totalTimeout : .idleTimeout
    }

    /// OpenSSL's `X509_V_ERR_…`; libcurl leaves a 1 when only the name is wrong.
    private var certificateFault: TransferFault.CertificateFault {
        switch long(CURLINFO_SSL_VERIFYRESULT) {
        case 0, 1, 62: .otherHost
        case 9: .notYetValid
        case 10: .expired
        case 18: .selfSigned
        case 2, 19, 20, 21: .unknownIssuer
        default: .invalid
        }
    }
}
