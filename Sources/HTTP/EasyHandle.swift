// SPDX-License-Identifier: Apache-2.0

import CCurl
import Columnar

/// libcurl's handle of one exchange.
@safe
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer  // CURL, never null
    private let errorText: UnsafeMutablePointer<CChar>
    private let headerList: UnsafeMutablePointer<curl_slist>?

    /// Prepares the exchange; `transfer` must outlive the handle.
    init(for transfer: Transfer) {
        guard let pointer = unsafe curl_easy_init() else {
            preconditionFailure("libcurl has no memory for another transfer")
        }
        unsafe self.pointer = pointer
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe headerList = Self.headerList(of: transfer.order)
        setUp(transfer)
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe curl_slist_free_all(headerList)
        unsafe errorText.deallocate()
    }

    /// The `Content-Length` of the answer under way; nil when the server names none.
    var announcedByteCount: Int? {
        let length = offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
        return length >= 0 ? length : nil
    }

    /// Whether the answer under way is compressed.
    var isCompressed: Bool {
        var header: UnsafeMutablePointer<curl_header>?
        return unsafe curl_easy_header(
            pointer,
            "Content-Encoding",
            0,
            UInt32(CURLH_HEADER),
            -1,
            &header
        ) == CURLHE_OK
    }

    /// The status of the answer.
    var status: Int { long(CURLINFO_RESPONSE_CODE) }

    /// The length of the body before it was decompressed.
    var wireByteCount: Int { offset(CURLINFO_SIZE_DOWNLOAD_T) }

    /// The headers of the answer in the order they came.
    var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        var next: UnsafeMutablePointer<curl_header>?
        while let header = unsafe curl_easy_nextheader(pointer, UInt32(CURLH_HEADER), -1, next) {
            let name = unsafe String(cString: header.pointee.name)
            let value = unsafe String(cString: header.pointee.value)
            headers.append((name, value))
            unsafe next = header
        }
        return headers
    }

    /// What libcurl says about the fault.
    func detail(of code: CURLcode) -> String {
        let specific = unsafe String(cString: errorText)
        return specific.isEmpty ? unsafe String(cString: curl_easy_strerror(code)) : specific
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        unsafe fjord_curl_get_long(pointer, info, &value)
        return value
    }

    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        unsafe fjord_curl_get_offset(pointer, info, &value)
        return Int(value)
    }

    func set(_ option: CURLoption, _ value: Int) {
        unsafe fjord_curl_set_long(pointer, option, value)
    }

    func set(_ option: CURLoption, _ value: String) {
        unsafe fjord_curl_set_text(pointer, option, value)
    }

    private func setUp(_ transfer: Transfer) {
        let order = transfer.order
        set(CURLOPT_URL, order.url)
        set(CURLOPT_PROTOCOLS_STR, order.login == nil ? "http,https" : "sftp")
        set(CURLOPT_NOSIGNAL, 1)
        // A cancelled transfer must not wait for the resolver's thread.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        // A file is kept as it is stored, so that its length can be checked.
        if order.destination == nil { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
        // libcurl takes it anew for each exchange: a larger one comes as fresh memory, which costs more to touch than
        // the calls it saves.
        set(CURLOPT_BUFFERSIZE, 128 << 10)
        // On a kept connection that turns out to be closed libcurl would silently send once more.
        if !order.isRepeatable { set(CURLOPT_FRESH_CONNECT, 1) }
        unsafe fjord_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
        unsafe fjord_curl_set_pointer(pointer, CURLOPT_HTTPHEADER, headerList)
        setUpTimeouts(order.limits)
        setUpSecurity(order)
        if let login = order.login { setUp(login, transfer) }
        if order.method == .post { setUpBody(order.body) }
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe fjord_curl_set_pointer(pointer, CURLOPT_WRITEDATA, context)
        unsafe fjord_curl_set_write_function(pointer) { bytes, size, count, context in
            guard let context = unsafe context else { return 0 }
            let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let received = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
            return unsafe transfer.receive(received) ? size * count : 0
        }
    }

    private func setUpTimeouts(_ limits: HTTPLimits) {
        set(CURLOPT_CONNECTTIMEOUT_MS, limits.connectTimeout.milliseconds)
        set(CURLOPT_TIMEOUT_MS, limits.totalTimeout.milliseconds)
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, max(1, limits.idleTimeout.milliseconds / 1_000))
    }

    private func setUpSecurity(_ order: TransferOrder) {
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Share one HTTP/2 connection rather than open a second while the first shakes hands.
        if order.isSecure { set(CURLOPT_PIPEWAIT, 1) }
        if let file = order.certificateFile { set(CURLOPT_CAINFO, file) }
    }

    private func setUpBody(_ body: [UInt8]) {
        unsafe fjord_curl_set_offset(
            pointer,
            CURLOPT_POSTFIELDSIZE_LARGE,
            curl_off_t(body.count)
        )
        unsafe (body + [0]).withUnsafeBytes { bytes in
            let text = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            unsafe fjord_curl_set_text(pointer, CURLOPT_COPYPOSTFIELDS, text)
        }
    }

    /// The header lines; the empty ones keep libcurl from adding headers of its own.
    private static func headerList(of order: TransferOrder) -> UnsafeMutablePointer<curl_slist>? {
        var lines = order.headers.map {
            $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
        }
        lines.append("Expect:")
        if !order.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        return unsafe lines.reduce(nil) { list, line in unsafe curl_slist_append(list, line) ?? list
        }
    }
}

extension Duration {
    /// Rounded up, so that a short time never becomes none.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000
            + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
