// SPDX-License-Identifier: Apache-2.0

// simdjson's stage 1 (UTF-8 validation and structural index) behind plain C, since its interface is C++ templates
// and virtual classes.
#ifndef FJORD_CSIMDJSON_H
#define FJORD_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Scratch memory for one index, reused from page to page.
typedef struct fjord_json_index fjord_json_index;

/// NULL when memory is short.
fjord_json_index *fjord_json_index_create(void);
void fjord_json_index_destroy(fjord_json_index *index);

/// Indexes a page of at most 2^31 - 1 bytes; 0 for success, else simdjson's error code.
int fjord_json_index_build(fjord_json_index *index, const uint8_t *page, size_t byte_count);

/// Ascending byte offsets of `{ } [ ] , :` and of the first byte of every string, number and literal. Valid until the
/// next build.
const uint32_t *fjord_json_index_positions(const fjord_json_index *index);
size_t fjord_json_index_count(const fjord_json_index *index);

/// Whether a text is UTF-8: 1 or 0.
int fjord_utf8_is_valid(const uint8_t *text, size_t byte_count);

#ifdef __cplusplus
}
#endif
#endif
