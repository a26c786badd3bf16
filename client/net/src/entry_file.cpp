#include "entry_file.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"

#include <array>

namespace laurel {

namespace {

using Time = std::chrono::system_clock::time_point;

constexpr const char* entryFormat = "laurel-upload/1";
constexpr const char* entryFileName = "entry.json";
constexpr std::array<std::string_view, 4> stateNames{"queued", "uploading", "sent", "refused"};
constexpr std::array problemCodes{
    ErrorCode::Unavailable,      ErrorCode::Refused,         ErrorCode::Unauthenticated,
    ErrorCode::PermissionDenied, ErrorCode::InvalidArgument, ErrorCode::InvalidInput,
    ErrorCode::Unsupported,      ErrorCode::NotFound,        ErrorCode::AlreadyExists,
    ErrorCode::Conflict,         ErrorCode::LimitExceeded};

std::int64_t milliseconds(Time time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

Time readTime(FieldReader& fields, const std::string& key) {
    constexpr std::int64_t most = 100'000'000'000'000; // the year 5138
    return Time(std::chrono::milliseconds(fields.integer(key, {0, most})));
}

ErrorCode readProblemCode(FieldReader& fields) {
    std::array<std::string_view, problemCodes.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = toString(problemCodes[i]);
    }
    return problemCodes[fields.choice("problem_code", names)];
}

} // namespace

std::string_view toString(UploadState state) noexcept {
    return stateNames[static_cast<std::size_t>(state)];
}

void writeEntry(const std::filesystem::path& folder, const QueueEntry& entry) {
    const nlohmann::json document{{"format", entryFormat},
                                  {"server_id", entry.serverId},
                                  {"model", entry.model},
                                  {"request", nlohmann::json::parse(serialize(entry.request))},
                                  {"state", toString(entry.state)},
                                  {"paused", entry.paused},
                                  {"contribution", entry.contribution},
                                  {"problem", entry.problem},
                                  {"problem_code", toString(entry.problemCode)},
                                  {"failures", entry.failures},
                                  {"next_attempt_ms", milliseconds(entry.nextAttempt)},
                                  {"recreated", entry.recreated},
                                  {"created_ms", milliseconds(entry.created)}};
    writeFileAtomically(folder / entryFileName,
                        document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
                            "\n");
}

QueueEntry readEntry(const std::filesystem::path& folder) {
    constexpr std::uint64_t mostBytes = 64U << 10;
    constexpr std::size_t mostProblemBytes = 16U << 10;
    constexpr int mostFailures = 1'000'000;
    const std::string file = (folder / entryFileName).string();
    const nlohmann::json document =
        parseStrictJson(readTextFile(file, mostBytes), file, {.bytes = mostBytes});
    FieldReader fields(document, file, "");
    fields.choice("format", std::array<std::string_view, 1>{entryFormat});
    QueueEntry entry;
    entry.id = folder.filename().string();
    entry.serverId = fields.textLike("server_id", "a server's id", isServerId);
    entry.model = fields.textLike("model", "a model's id", isValidModelId);
    entry.request = parseContributionRequest(fields.anyObject("request").dump());
    entry.state = static_cast<UploadState>(fields.choice("state", stateNames));
    entry.paused = fields.boolean("paused");
    entry.contribution = fields.text("contribution", {0, 64});
    entry.problem = fields.text("problem", {0, mostProblemBytes});
    entry.problemCode = readProblemCode(fields);
    entry.failures = static_cast<int>(fields.integer("failures", {0, mostFailures}));
    entry.nextAttempt = readTime(fields, "next_attempt_ms");
    entry.recreated = fields.boolean("recreated");
    entry.created = readTime(fields, "created_ms");
    fields.requireNoOthers();
    if (entry.state == UploadState::Uploading && !isContributionId(entry.contribution)) {
        fields.fail("contribution", "the server's id");
    }
    return entry;
}

} // namespace laurel
