#pragma once

#include "laurel/base/cancellation.h"

#include <cstddef>
#include <functional>

namespace laurel {

/// Calls `work` once for each number below `count`, from several threads, in no order; the calling
/// thread takes part. Returns when all are done. Numbers that no thread has begun are left out
/// after the first exception, which is thrown again here.
/// @param work gets the number, and whether the calling thread runs it: what only one thread may
///             do, such as telling of progress, is done there
/// @throws Error Cancelled
void inParallel(std::size_t count, const CancellationToken& cancel,
                const std::function<void(std::size_t, bool)>& work);

} // namespace laurel
