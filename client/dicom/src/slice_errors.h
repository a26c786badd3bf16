#pragma once

#include "slice_header.h"

#include "laurel/base/error.h"

namespace laurel {

/// @throws Error always, naming the slice's file
[[noreturn]] void refuse(ErrorCode code, const SliceHeader& slice, const std::string& why);

/// Pixel data missing or damaged.
[[noreturn]] void refuseDamaged(const SliceHeader& slice);

} // namespace laurel
