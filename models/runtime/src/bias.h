#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/volume.h"

namespace laurel {

/// Whether this build has N4, which needs ITK.
bool canCorrectBias() noexcept;

/// One frame without its bias field. @throws Error Unsupported without ITK
Volume withoutBias(const Volume& volume, std::int64_t frame, const CancellationToken& cancel);

} // namespace laurel
