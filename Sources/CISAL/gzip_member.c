// SPDX-License-Identifier: Apache-2.0

#include "CISAL.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct fjord_isal {
    struct isal_zstream stream;
    int level;
    uint32_t level_buffer_size;
    uint8_t *level_buffer;
};

fjord_isal *fjord_isal_create(int level) {
    fjord_isal *compressor = malloc(sizeof *compressor);
    if (!compressor) return NULL;
    compressor->level = level;
    compressor->level_buffer_size = level == 1 ? ISAL_DEF_LVL1_DEFAULT : ISAL_DEF_LVL2_DEFAULT;
    compressor->level_buffer = malloc(compressor->level_buffer_size);
    if (compressor->level_buffer) return compressor;
    free(compressor);
    return NULL;
}

void fjord_isal_destroy(fjord_isal *compressor) {
    free(compressor->level_buffer);
    free(compressor);
}

size_t fjord_isal_gzip(fjord_isal *compressor, const uint8_t *plain, size_t plain_count, uint8_t *room,
                       size_t room_count) {
    struct isal_zstream *stream = &compressor->stream;
    isal_deflate_stateless_init(stream);
    stream->gzip_flag = IGZIP_GZIP;
    stream->level = compressor->level;
    stream->level_buf = compressor->level_buffer;
    stream->level_buf_size = compressor->level_buffer_size;
    stream->end_of_stream = 1;
    stream->flush = NO_FLUSH;
    stream->next_in = (uint8_t *)plain;
    stream->avail_in = plain_count;
    stream->next_out = room;
    stream->avail_out = room_count;
    if (isal_deflate_stateless(stream) != COMP_OK || stream->avail_in != 0) return 0;
    return stream->total_out;
}
