#pragma once

#include "laurel/dicom/gdcm_module.h"

namespace laurel {

/// The decoder of liblaurel_gdcm.so, which is opened with the first call and stays open.
/// @throws Error NotFound or Unsupported where the library is missing or is another's
LaurelDecodeWithGdcm gdcmDecoder();

} // namespace laurel
