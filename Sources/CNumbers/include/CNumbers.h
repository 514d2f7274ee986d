// SPDX-License-Identifier: Apache-2.0

// Correctly rounded reading and shortest writing of doubles without a locale or an allocation: C++17's <charconv>,
// which has no C interface.
#ifndef FJORD_CNUMBERS_H
#define FJORD_CNUMBERS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads all of a JSON number; 0 for success, 1 if it is too large or too near zero for a double, 2 if it is none.
int fjord_double_read(const uint8_t *text, size_t byte_count, double *value);

/// Writes a finite double into at least 32 bytes; the number of bytes written.
size_t fjord_double_write(double value, uint8_t *text);

#ifdef __cplusplus
}
#endif
#endif
