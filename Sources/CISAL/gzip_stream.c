// SPDX-License-Identifier: Apache-2.0

#include "CISAL.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct fjord_isal_inflater {
    struct inflate_state state;
};

fjord_isal_inflater *fjord_isal_inflater_create(void) {
    fjord_isal_inflater *inflater = malloc(sizeof *inflater);
    if (!inflater) return NULL;
    isal_inflate_init(&inflater->state);
    inflater->state.crc_flag = ISAL_GZIP;
    return inflater;
}

void fjord_isal_inflater_destroy(fjord_isal_inflater *inflater) { free(inflater); }

void fjord_isal_inflater_reset(fjord_isal_inflater *inflater) {
    isal_inflate_reset(&inflater->state);
    inflater->state.crc_flag = ISAL_GZIP;
}

int fjord_isal_inflate(fjord_isal_inflater *inflater, const uint8_t *packed, size_t *packed_count, uint8_t *room,
                       size_t *room_count) {
    struct inflate_state *state = &inflater->state;
    state->next_in = (uint8_t *)packed;
    state->avail_in = *packed_count;
    state->next_out = room;
    state->avail_out = *room_count;
    int result = isal_inflate(state);
    *packed_count = state->avail_in;
    *room_count = state->avail_out;
    if (result < 0) return result;
    return state->block_state == ISAL_BLOCK_FINISH;
}
