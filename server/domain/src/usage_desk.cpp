#include "laurel/server_domain/usage_desk.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/weights/crypto.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::size_t idBytes = 16;

void requireShares(const std::vector<double>& dice) {
    const bool valid = !dice.empty() && std::all_of(dice.begin(), dice.end(), [](double value) {
        return value >= 0 && value <= 1;
    });
    if (!valid) {
        throw Error(ErrorCode::InvalidInput, "dice: expected one or more numbers from 0 to 1");
    }
}

} // namespace

UsageDesk::UsageDesk(MetadataStore& metadata, std::function<std::int64_t()> nowMs)
    : metadata_(metadata), nowMs_(std::move(nowMs)) {}

void UsageDesk::record(const std::string& modelId, const UsageReport& report,
                       const Principal& who) {
    if (!who.may(Role::Reader, modelId)) {
        throw Error(ErrorCode::PermissionDenied,
                    "this key may not report on model " + quotedForMessage(modelId));
    }
    requireShares(report.dice);
    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    writer->usage().add({randomHexText(idBytes), modelId, who.keyId, report, nowMs_()});
    writer->commit();
}

std::vector<UsageSummary> UsageDesk::summary(const std::string& modelId) const {
    return metadata_.beginRead()->usage().summary(modelId);
}

} // namespace laurel
