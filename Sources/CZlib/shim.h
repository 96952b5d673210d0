#pragma once
#include <zlib.h>
/* deflateInit and inflateInit are macros, which Swift does not import. */
static inline int czlib_deflate_init(z_stream *stream, int level) { return deflateInit(stream, level); }
static inline int czlib_inflate_init(z_stream *stream) { return inflateInit(stream); }
