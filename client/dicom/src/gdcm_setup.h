#pragma once

namespace laurel {

/// GDCM reports on std::cerr, also with values from headers: off before its first use.
void silenceGdcm();

} // namespace laurel
