#include "laurel/server_domain/usage_desk.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/server_domain/retry_later.h"
#include "laurel/weights/crypto.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::size_t idBytes = 16;
constexpr std::int64_t msPerDay = std::int64_t{24} * 3600 * 1000;

void requireQuota(UsageReader& usage, const std::string& keyId, std::size_t most,
                  std::int64_t nowMs) {
    std::vector<std::int64_t> recent = usage.timesOfKeySince(keyId, nowMs - msPerDay + 1);
    std::erase_if(recent, [&](std::int64_t at) { // as a clock that was wrong dated them
        return at > nowMs + msPerDay;
    });
    if (recent.size() >= most) {
        const std::int64_t dropsOut = recent[recent.size() - most] + msPerDay;
        throw RetryLater("this key sent " + std::to_string(recent.size()) +
                             " reports within 24 hours; at most " + std::to_string(most) +
                             " are taken",
                         (dropsOut - nowMs + 999) / 1000);
    }
}

void requireShares(const std::vector<double>& dice) {
    const bool valid = !dice.empty() && std::all_of(dice.begin(), dice.end(), [](double value) {
        return value >= 0 && value <= 1;
    });
    if (!valid) {
        throw Error(ErrorCode::InvalidInput, "dice: expected one or more numbers from 0 to 1");
    }
}

} // namespace

UsageDesk::UsageDesk(MetadataStore& metadata, std::function<std::int64_t()> nowMs,
                     std::size_t reportsPerDay)
    : metadata_(metadata), nowMs_(std::move(nowMs)), reportsPerDay_(reportsPerDay) {}

void UsageDesk::record(const std::string& modelId, const UsageReport& report,
                       const Principal& who) {
    if (!who.may(Role::Reader, modelId)) {
        throw Error(ErrorCode::PermissionDenied,
                    "this key may not report on model " + quotedForMessage(modelId));
    }
    requireShares(report.dice);
    const std::int64_t now = nowMs_();
    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    requireQuota(writer->usage(), who.keyId, reportsPerDay_, now);
    writer->usage().add({randomHexText(idBytes), modelId, who.keyId, report, now});
    writer->commit();
}

std::size_t UsageDesk::removeOlderThan(std::int64_t days) {
    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    const std::size_t removed = writer->usage().removeBefore(nowMs_() - days * msPerDay);
    writer->commit();
    return removed;
}

std::vector<UsageSummary> UsageDesk::summary(const std::string& modelId) const {
    return metadata_.beginRead()->usage().summary(modelId);
}

} // namespace laurel
