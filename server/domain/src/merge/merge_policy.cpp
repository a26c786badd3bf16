#include "laurel/server_domain/merge_policy.h"

#include "merge/policies.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

namespace laurel {

std::unique_ptr<const MergePolicy> makeMergePolicy(const MergeSettings& settings) {
    if (settings.policy == "gated") {
        return makeGatedPolicy(settings.alphas, settings.gates);
    }
    if (settings.policy == "dafne") {
        return makeDafnePolicy(settings.gates);
    }
    throw Error(ErrorCode::InvalidArgument, "there is no merge policy " +
                                                quotedForMessage(settings.policy) +
                                                " (known: gated, dafne)");
}

} // namespace laurel
