#include "bias.h"

#include "laurel/base/error.h"

namespace laurel {

bool canCorrectBias() noexcept {
    return false;
}

Volume withoutBias(const Volume&, std::int64_t, const CancellationToken&) {
    throw Error(ErrorCode::Unsupported, "this build has no N4 (it was made without ITK)");
}

} // namespace laurel
