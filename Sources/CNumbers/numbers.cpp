// SPDX-License-Identifier: Apache-2.0

#include "CNumbers.h"

#include <charconv>

int fjord_double_read(const uint8_t *text, size_t byte_count, double *value) {
    const char *first = reinterpret_cast<const char *>(text), *last = first + byte_count;
    auto result = std::from_chars(first, last, *value);
    if (result.ec == std::errc::result_out_of_range) return 1;
    return result.ec == std::errc() && result.ptr == last ? 0 : 2;
}

size_t fjord_double_write(double value, uint8_t *text) {
    char *first = reinterpret_cast<char *>(text);
    return std::to_chars(first, first + 32, value).ptr - first;
}
