// SPDX-License-Identifier: Apache-2.0

#include "CRE2.h"

#include <algorithm>
#include <new>
#include <re2/re2.h>

struct fjord_regex {
    RE2 pattern;

    fjord_regex(const re2::StringPiece &text, const RE2::Options &options) : pattern(text, options) {}
};

namespace {
// Ten groups are all that a replacement can name.
constexpr int most_ranges = 10;
}  // namespace

fjord_regex *fjord_regex_create(const char *pattern, size_t byte_count, fjord_regex_options options) {
    RE2::Options settings;
    settings.set_log_errors(false);
    settings.set_case_sensitive(!options.ignores_case);
    settings.set_literal(options.is_literal);
    settings.set_dot_nl(options.dot_matches_newline);
    settings.set_max_mem(options.memory_byte_count);
    return new (std::nothrow) fjord_regex(re2::StringPiece(pattern, byte_count), settings);
}

void fjord_regex_destroy(fjord_regex *regex) { delete regex; }

int fjord_regex_error(const fjord_regex *regex) { return regex->pattern.error_code(); }

const char *fjord_regex_error_part(const fjord_regex *regex) { return regex->pattern.error_arg().c_str(); }

int fjord_regex_group_count(const fjord_regex *regex) { return regex->pattern.NumberOfCapturingGroups(); }

bool fjord_regex_search(const fjord_regex *regex, const char *text, size_t byte_count, size_t start, int64_t *ranges,
                        int range_count) {
    re2::StringPiece groups[most_ranges];
    const re2::StringPiece whole(text, byte_count);
    const int asked = std::min(range_count, most_ranges);
    if (!regex->pattern.Match(whole, start, byte_count, RE2::UNANCHORED, groups, asked)) return false;
    for (int group = 0; group < asked; ++group) {
        const char *first = groups[group].data();
        ranges[2 * group] = first ? first - text : -1;
        ranges[2 * group + 1] = first ? first - text + int64_t(groups[group].size()) : -1;
    }
    return true;
}
