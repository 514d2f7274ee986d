// SPDX-License-Identifier: Apache-2.0

#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

// The functions of libcurl that Fjord calls, each handed on to the library once that has been loaded.

static void *library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fail(void) {
    const char *reason = dlerror();
    fprintf(stderr, "fjord: libcurl cannot be loaded: %s\n", reason ? reason : "no reason given");
    _Exit(1);
}

static void load(void) {
    library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) fail();
}

static void *symbol(const char *name) {
    pthread_once(&once, load);
    void *found = dlsym(library, name);
    if (!found) fail();
    return found;
}

// The address is looked up once; threads that come at the same time find the same one.
#define REAL(name)                                                \
    ({                                                            \
        static void *cached;                                      \
        void *found = __atomic_load_n(&cached, __ATOMIC_RELAXED); \
        if (!found) {                                             \
            found = symbol(#name);                                \
            __atomic_store_n(&cached, found, __ATOMIC_RELAXED);   \
        }                                                         \
        (__typeof__(&name))found;                                 \
    })

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

CURLcode fjord_curl_set_long(CURL *handle, CURLoption option, long value) {
    return REAL(curl_easy_setopt)(handle, option, value);
}

CURLcode fjord_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return REAL(curl_easy_setopt)(handle, option, value);
}

CURLcode fjord_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return REAL(curl_easy_setopt)(handle, option, value);
}

CURLcode fjord_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return REAL(curl_easy_setopt)(handle, option, value);
}

CURLcode fjord_curl_set_write_function(CURL *handle, curl_write_callback function) {
    return REAL(curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, function);
}

CURLcode fjord_curl_set_host_key_function(CURL *handle, curl_sshhostkeycallback function, void *context) {
    CURLcode code = REAL(curl_easy_setopt)(handle, CURLOPT_SSH_HOSTKEYDATA, context);
    return code ? code : REAL(curl_easy_setopt)(handle, CURLOPT_SSH_HOSTKEYFUNCTION, function);
}

CURLcode fjord_curl_set_known_host_function(CURL *handle, curl_sshkeycallback function, void *context) {
    CURLcode code = REAL(curl_easy_setopt)(handle, CURLOPT_SSH_KEYDATA, context);
    return code ? code : REAL(curl_easy_setopt)(handle, CURLOPT_SSH_KEYFUNCTION, function);
}

CURLcode fjord_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return REAL(curl_easy_getinfo)(handle, info, value);
}

CURLcode fjord_curl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return REAL(curl_easy_getinfo)(handle, info, value);
}

CURLMcode fjord_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return REAL(curl_multi_setopt)(multi, option, value);
}

CURLcode curl_global_init(long flags) { return REAL(curl_global_init)(flags); }
void curl_free(void *memory) { REAL(curl_free)(memory); }
time_t curl_getdate(const char *text, const time_t *unused) { return REAL(curl_getdate)(text, unused); }

CURL *curl_easy_init(void) { return REAL(curl_easy_init)(); }
void curl_easy_cleanup(CURL *handle) { REAL(curl_easy_cleanup)(handle); }
const char *curl_easy_strerror(CURLcode code) { return REAL(curl_easy_strerror)(code); }

CURLHcode curl_easy_header(CURL *handle, const char *name, size_t index, unsigned int origin, int request,
                           struct curl_header **header) {
    return REAL(curl_easy_header)(handle, name, index, origin, request, header);
}

struct curl_header *curl_easy_nextheader(CURL *handle, unsigned int origin, int request, struct curl_header *previous) {
    return REAL(curl_easy_nextheader)(handle, origin, request, previous);
}

CURLM *curl_multi_init(void) { return REAL(curl_multi_init)(); }
CURLMcode curl_multi_cleanup(CURLM *multi) { return REAL(curl_multi_cleanup)(multi); }
CURLMcode curl_multi_add_handle(CURLM *multi, CURL *handle) { return REAL(curl_multi_add_handle)(multi, handle); }
CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *handle) { return REAL(curl_multi_remove_handle)(multi, handle); }
CURLMcode curl_multi_perform(CURLM *multi, int *running) { return REAL(curl_multi_perform)(multi, running); }
CURLMsg *curl_multi_info_read(CURLM *multi, int *count) { return REAL(curl_multi_info_read)(multi, count); }
CURLMcode curl_multi_wakeup(CURLM *multi) { return REAL(curl_multi_wakeup)(multi); }

CURLMcode curl_multi_poll(CURLM *multi, struct curl_waitfd *others, unsigned int count, int timeout, int *ready) {
    return REAL(curl_multi_poll)(multi, others, count, timeout, ready);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text) {
    return REAL(curl_slist_append)(list, text);
}

void curl_slist_free_all(struct curl_slist *list) { REAL(curl_slist_free_all)(list); }

CURLU *curl_url(void) { return REAL(curl_url)(); }
void curl_url_cleanup(CURLU *url) { REAL(curl_url_cleanup)(url); }

CURLUcode curl_url_get(CURLU *url, CURLUPart part, char **text, unsigned int flags) {
    return REAL(curl_url_get)(url, part, text, flags);
}

CURLUcode curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags) {
    return REAL(curl_url_set)(url, part, text, flags);
}
