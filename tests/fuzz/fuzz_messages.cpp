// Any bytes as each message that client and server exchange. What is accepted says the same when it
// is written and read again.
#include "laurel/base/error.h"
#include "laurel/proto/admin.h"
#include "laurel/proto/contributions.h"
#include "laurel/proto/error_message.h"
#include "laurel/proto/messages.h"
#include "laurel/proto/paths.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace laurel;

template <typename Parse>
void tryTo(std::string_view text, Parse parse) {
    try {
        const auto message = parse(text);
        if (parse(serialize(message)) != message) {
            std::abort();
        }
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput && error.code() != ErrorCode::LimitExceeded) {
            std::abort();
        }
    }
}

template <typename Parse>
void readOnly(std::string_view text, Parse parse) {
    try {
        parse(text);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput && error.code() != ErrorCode::LimitExceeded) {
            std::abort();
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    tryTo(text, parseContributionRequest);
    tryTo(text, parseContributionStatus);
    tryTo(text, parseUsageReport);
    tryTo(text, parseKeyRequest);
    tryTo(text, parseCreatedKey);
    tryTo(text, parseKeyList);
    tryTo(text, parseGoldList);
    tryTo(text, parseAuditList);
    tryTo(text, parseUsageList);
    tryTo(text, parseServerInfo);
    tryTo(text, parseModelSummary);
    tryTo(text, parseModelList);
    tryTo(text, parseVersionList);
    tryTo(text, parseVersionInfo);
    readOnly(text, parseContributionId);
    readOnly(text, parseRollback);
    parseVersionNumber(text.empty() ? "0" : text);
    return 0;
}
