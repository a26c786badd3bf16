#pragma once

#include "byte_source.h"

#include "laurel/arrays/npy.h"

#include <cstddef>
#include <vector>

namespace laurel {

/// Reads one array, which must take up the whole source.
/// @throws Error InvalidInput, Unsupported, LimitExceeded
NpyArray readNpyFrom(ByteSource& source, const ReadLimits& limits);

/// Magic, version and header of the array's file, up to where its samples begin.
/// @throws Error InvalidArgument where the samples are not as many as the shape says
std::vector<std::byte> npyHeader(const NpyArray& array);

} // namespace laurel
