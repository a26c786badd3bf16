#include "laurel/proto/contributions.h"

#include "wire.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/json/strict_json.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace laurel {

namespace {

using nlohmann::json;
using namespace wire;

constexpr JsonLimits requestLimits{.bytes = 64U << 10, .depth = 8};
constexpr JsonLimits statusLimits{.bytes = 4U << 20, .depth = 8};
constexpr std::size_t mostElements = 10'000;
constexpr std::size_t mostReasonBytes = 4096;
constexpr std::int64_t mostSlices = 1'000'000;

constexpr std::array<std::string_view, 8> stateNames{"receiving",  "received", "screened",
                                                     "evaluating", "merging",  "published",
                                                     "rejected",   "failed"};
constexpr std::array<std::string_view, 2> kindNames{"full", "delta"};

json toJson(const ClientInfo& client) {
    return {{"name", client.name}, {"version", client.version}};
}

json toJson(const MergeTry& one) {
    return {{"alpha", one.alpha}, {"mean_dice", orNull(one.meanDice)}};
}

json toJson(const LabelScore& score) {
    return {
        {"label", score.label}, {"before", orNull(score.before)}, {"after", orNull(score.after)}};
}

json toJson(const CaseScore& score) {
    return {
        {"case", score.goldCase}, {"before", orNull(score.before)}, {"after", orNull(score.after)}};
}

template <typename T>
json toJson(const std::vector<T>& elements) {
    json list = json::array();
    for (const T& element : elements) {
        list.push_back(toJson(element));
    }
    return list;
}

std::optional<double> readShare(FieldReader& fields, const std::string& key) {
    return readOptionalNumber(fields, key, {0, 1});
}

ClientInfo readClient(FieldReader fields) {
    ClientInfo client;
    client.name = fields.text("name", {1, 64});
    client.version = fields.text("version", {1, 64});
    fields.requireNoOthers();
    return client;
}

std::vector<MergeTry> readTries(FieldReader& whole) {
    std::vector<MergeTry> tries;
    for (FieldReader& fields : whole.objects("tries", {0, mostElements})) {
        MergeTry one;
        one.alpha = fields.number("alpha", {0, 1});
        one.meanDice = readShare(fields, "mean_dice");
        tries.push_back(one);
    }
    return tries;
}

/// LabelScore and CaseScore, whose first field has another name.
template <typename Score>
std::vector<Score> readScores(FieldReader& whole, const std::string& list,
                              const std::string& what) {
    std::vector<Score> scores;
    for (FieldReader& fields : whole.objects(list, {0, mostElements})) {
        Score score{fields.text(what, {1, 256}), {}, {}};
        score.before = readShare(fields, "before");
        score.after = readShare(fields, "after");
        scores.push_back(std::move(score));
    }
    return scores;
}

bool parseDecimal(std::string_view text, std::uint64_t& value) noexcept {
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, value);
    return !text.empty() && fault == std::errc() && stop == end &&
           (text.front() != '0' || text.size() == 1) &&
           value < static_cast<std::uint64_t>(mostBytes);
}

} // namespace

std::string_view toString(ContributionState state) noexcept {
    return stateNames[static_cast<std::size_t>(state)];
}

std::optional<ContributionState> contributionStateNamed(std::string_view name) noexcept {
    const auto* const found = std::find(stateNames.begin(), stateNames.end(), name);
    return found == stateNames.end()
               ? std::nullopt
               : std::optional(static_cast<ContributionState>(found - stateNames.begin()));
}

bool isFinal(ContributionState state) noexcept {
    return state == ContributionState::Published || state == ContributionState::Rejected ||
           state == ContributionState::Failed;
}

std::string_view toString(ContributionKind kind) noexcept {
    return kindNames[static_cast<std::size_t>(kind)];
}

std::optional<ContributionKind> contributionKindNamed(std::string_view name) noexcept {
    const auto* const found = std::find(kindNames.begin(), kindNames.end(), name);
    return found == kindNames.end()
               ? std::nullopt
               : std::optional(static_cast<ContributionKind>(found - kindNames.begin()));
}

std::string serialize(const ContributionRequest& request) {
    return json{{"kind", toString(request.kind)},
                {"base_version", request.baseVersion},
                {"size", request.size},
                {"sha256", request.sha256},
                {"slices", request.slices},
                {"dice", orNull(request.dice)},
                {"client", toJson(request.client)}}
        .dump();
}

ContributionRequest parseContributionRequest(std::string_view text) {
    const json document = parseStrictJson(text, fromClient, requestLimits);
    FieldReader fields(document, fromClient, "");
    ContributionRequest request;
    request.kind = static_cast<ContributionKind>(fields.choice("kind", kindNames));
    request.baseVersion = fields.integer("base_version", {1, mostNumber});
    request.size = static_cast<std::uint64_t>(fields.integer("size", {1, mostBytes}));
    request.sha256 = fields.textLike("sha256", "64 hexadecimal digits", isSha256);
    request.slices = fields.integer("slices", {1, mostSlices});
    request.dice = readShare(fields, "dice");
    request.client = readClient(fields.object("client"));
    fields.requireNoOthers();
    return request;
}

std::string serialize(const ContributionStatus& status) {
    json document{{"id", status.id},
                  {"model", status.model},
                  {"state", toString(status.state)},
                  {"reason_code", textOrNull(status.reasonCode)},
                  {"reason", textOrNull(status.reason)},
                  {"base_version", status.baseVersion},
                  {"received", status.received},
                  {"size", status.size},
                  {"staleness", orNull(status.staleness)},
                  {"version", orNull(status.version)},
                  {"queue_position", orNull(status.queuePosition)},
                  {"tries", toJson(status.tries)},
                  {"scores", toJson(status.scores)}};
    if (!status.cases.empty()) {
        document["cases"] = toJson(status.cases);
    }
    return document.dump();
}

ContributionStatus parseContributionStatus(std::string_view text) {
    const json document = parseStrictJson(text, fromServer, statusLimits);
    FieldReader fields(document, fromServer, "");
    ContributionStatus status;
    status.id = fields.textLike("id", "32 hexadecimal digits", isContributionId);
    status.model = fields.text("model", {1, 64});
    status.state = static_cast<ContributionState>(fields.choice("state", stateNames));
    status.reasonCode = readOptionalText(fields, "reason_code", 64);
    status.reason = readOptionalText(fields, "reason", mostReasonBytes);
    status.baseVersion = fields.integer("base_version", {1, mostNumber});
    status.received = readBytes(fields, "received");
    status.size = readBytes(fields, "size");
    status.staleness = readOptionalInteger(fields, "staleness", {0, mostNumber});
    status.version = readOptionalInteger(fields, "version", {1, mostNumber});
    status.queuePosition = readOptionalInteger(fields, "queue_position", {0, mostNumber});
    status.tries = readTries(fields);
    status.scores = readScores<LabelScore>(fields, "scores", "label");
    if (fields.has("cases")) {
        status.cases = readScores<CaseScore>(fields, "cases", "case");
    }
    return status;
}

std::string serialize(const UsageReport& report) {
    return json{
        {"version", report.version}, {"dice", report.dice}, {"client", toJson(report.client)}}
        .dump();
}

UsageReport parseUsageReport(std::string_view text) {
    const json document = parseStrictJson(text, fromClient, requestLimits);
    FieldReader fields(document, fromClient, "");
    UsageReport report;
    report.version = fields.integer("version", {1, mostNumber});
    report.dice = fields.numbers("dice", {1, 1000}, {0, 1});
    report.client = readClient(fields.object("client"));
    fields.requireNoOthers();
    return report;
}

std::string serializeContributionId(const std::string& id) {
    return json{{"id", id}}.dump();
}

std::string parseContributionId(std::string_view text) {
    const json document = parseStrictJson(text, fromServer, requestLimits);
    FieldReader fields(document, fromServer, "");
    return fields.textLike("id", "32 hexadecimal digits", isContributionId);
}

bool isContributionId(std::string_view text) noexcept {
    return isLowerHex(text, 32);
}

ContentRange parseContentRange(std::string_view header) {
    constexpr std::string_view unit = "bytes ";
    const std::size_t dash = header.find('-');
    const std::size_t slash = header.find('/');
    ContentRange range;
    const bool formed = header.starts_with(unit) && dash != header.npos && slash != header.npos &&
                        dash < slash &&
                        parseDecimal(header.substr(unit.size(), dash - unit.size()), range.first) &&
                        parseDecimal(header.substr(dash + 1, slash - dash - 1), range.last) &&
                        parseDecimal(header.substr(slash + 1), range.total);
    if (!formed || range.first > range.last || range.last >= range.total) {
        throw Error(ErrorCode::InvalidInput,
                    "Content-Range: expected \"bytes a-b/total\" with a <= "
                    "b < total, got " +
                        quotedForMessage(header));
    }
    return range;
}

std::string toString(const ContentRange& range) {
    return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
           std::to_string(range.total);
}

std::optional<std::uint64_t> parseByteCount(std::string_view text) noexcept {
    std::uint64_t count = 0;
    return parseDecimal(text, count) ? std::optional(count) : std::nullopt;
}

} // namespace laurel
