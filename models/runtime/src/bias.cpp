#include "bias.h"

#include "laurel/base/error.h"

#ifdef LAUREL_HAS_FILTERS
#include "laurel/filters/bias_correction.h"
#endif

namespace laurel {

#ifdef LAUREL_HAS_FILTERS

bool canCorrectBias() noexcept {
    return true;
}

Volume withoutBias(const Volume& volume, std::int64_t frame, const CancellationToken& cancel) {
    return correctBias(volume, N4Settings{}, cancel, frame);
}

#else

bool canCorrectBias() noexcept {
    return false;
}

Volume withoutBias(const Volume&, std::int64_t, const CancellationToken&) {
    throw Error(ErrorCode::Unsupported, "this build has no N4 (it was made without ITK)");
}

#endif

} // namespace laurel
