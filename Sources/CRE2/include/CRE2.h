// SPDX-License-Identifier: Apache-2.0

// RE2 behind plain C, since its interface is a C++ class that throws nothing but takes std::string.
#ifndef FJORD_CRE2_H
#define FJORD_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One compiled pattern; any number of threads may search with it at once.
typedef struct fjord_regex fjord_regex;

typedef struct {
    bool ignores_case;
    bool is_literal;
    /// Whether `.` matches a newline too.
    bool dot_matches_newline;
    /// About how many bytes program and caches may take.
    int64_t memory_byte_count;
} fjord_regex_options;

/// Compiles a pattern; one that is malformed gives a regex that only has an error. NULL when memory is short.
fjord_regex *fjord_regex_create(const char *pattern, size_t byte_count, fjord_regex_options options);
void fjord_regex_destroy(fjord_regex *regex);

/// 0 for a good pattern, else RE2's error code.
int fjord_regex_error(const fjord_regex *regex);
/// The part of the pattern that is wrong; empty for a good one.
const char *fjord_regex_error_part(const fjord_regex *regex);

/// How many groups in parentheses a good pattern has.
int fjord_regex_group_count(const fjord_regex *regex);

/// Finds the leftmost match that begins at `start` or later, in time linear in the text.
///
/// `ranges` takes a first and an end offset for each of `range_count` groups, the whole match being the first;
/// both are -1 for a group that took no part. A search for fewer groups is faster, one for none by far.
bool fjord_regex_search(const fjord_regex *regex, const char *text, size_t byte_count, size_t start, int64_t *ranges,
                        int range_count);

#ifdef __cplusplus
}
#endif
#endif
