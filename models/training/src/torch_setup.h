#pragma once

#include <c10/core/Device.h>

namespace laurel {

/// A GPU when LibTorch sees one.
at::Device trainingDevice();

/// LibTorch's threads, for the whole process. @param threads 0: one per core; never more than that
void useTorchThreads(int threads);

} // namespace laurel
