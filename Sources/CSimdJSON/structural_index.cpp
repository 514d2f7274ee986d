// SPDX-License-Identifier: Apache-2.0

#include "CSimdJSON.h"

#include <memory>
#include <new>
#include <simdjson.h>

struct fjord_json_index {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

namespace {
// Stage 2 is never run, so the depth only has to be a legal one.
constexpr size_t unused_depth = 1;
constexpr size_t smallest_capacity = size_t(1) << 16;

// Capacities are powers of two, so that pages of slowly growing size do not allocate each time.
size_t capacity_for(size_t byte_count) {
    size_t capacity = smallest_capacity;
    while (capacity < byte_count) capacity <<= 1;
    return capacity;
}
}  // namespace

fjord_json_index *fjord_json_index_create(void) {
    auto *index = new (std::nothrow) fjord_json_index;
    if (!index) return nullptr;
    auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
        smallest_capacity, unused_depth, index->parser);
    if (error == simdjson::SUCCESS) return index;
    delete index;
    return nullptr;
}

void fjord_json_index_destroy(fjord_json_index *index) { delete index; }

int fjord_json_index_build(fjord_json_index *index, const uint8_t *page, size_t byte_count) {
    if (index->parser->capacity() < byte_count) {
        auto error = index->parser->set_capacity(capacity_for(byte_count));
        if (error) return error;
    }
    return index->parser->stage1(page, byte_count, simdjson::stage1_mode::regular);
}

const uint32_t *fjord_json_index_positions(const fjord_json_index *index) {
    return index->parser->structural_indexes.get();
}

size_t fjord_json_index_count(const fjord_json_index *index) {
    return index->parser->n_structural_indexes;
}

int fjord_utf8_is_valid(const uint8_t *text, size_t byte_count) {
    return simdjson::validate_utf8(reinterpret_cast<const char *>(text), byte_count);
}
