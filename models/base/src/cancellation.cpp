#include "laurel/base/cancellation.h"

#include "laurel/base/error.h"

namespace laurel {

void CancellationToken::throwIfCancelled() const {
    if (isCancelled()) {
        throw Error(ErrorCode::Cancelled, "cancelled");
    }
}

} // namespace laurel
