// SPDX-License-Identifier: Apache-2.0

#ifndef FJORD_CCURL_H
#define FJORD_CCURL_H

#include <curl/curl.h>

// libcurl is loaded when the first of its functions is called: with the thirty libraries that it needs it takes longer to
// load than everything else, and many commands never speak to a server.

// Swift cannot call variadic functions, so each kind of argument has a function of its own.
CURLcode fjord_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode fjord_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value);
CURLcode fjord_curl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode fjord_curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode fjord_curl_set_write_function(CURL *handle, curl_write_callback function);
CURLcode fjord_curl_set_host_key_function(CURL *handle, curl_sshhostkeycallback function, void *context);
CURLcode fjord_curl_set_known_host_function(CURL *handle, curl_sshkeycallback function, void *context);
CURLcode fjord_curl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode fjord_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value);
CURLMcode fjord_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);

// The result of a finished transfer stands in a union, which Swift reads less plainly.
static inline CURLcode fjord_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// A macro that casts; Swift does not import it.
static inline CURLcode fjord_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
