#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What client and server say about contributions: weights that a site learned and gives back.
/// Conventions as in messages.h. Requests are read more strictly than answers: a field that a
/// server does not know is refused, because passing it over could change what the client meant.
namespace laurel {

/// Where a contribution stands. The only ways through:
/// receiving → received → screened → evaluating → merging → published | rejected | failed; from
/// every state before `published` to rejected or failed. `failed` may be tried again by the server.
enum class ContributionState {
    Receiving,  ///< bytes are still to come
    Received,   ///< all bytes are there and have the promised digest
    Screened,   ///< it is a set of finite tensors of the base's names and shapes
    Evaluating, ///< gate 1: the candidate on the gold cases
    Merging,    ///< merged with the current version, and gate 2 on the result
    Published,  ///< part of version `version`
    Rejected,   ///< with a reason; final
    Failed,     ///< by a fault of the server, with a reason
};

std::string_view toString(ContributionState state) noexcept; ///< "receiving", ...
std::optional<ContributionState> contributionStateNamed(std::string_view name) noexcept;
/// Whether the client need not ask again: published, rejected or failed.
bool isFinal(ContributionState state) noexcept;

/// Full: the candidate's tensors. Delta: candidate minus base, counters 0.
enum class ContributionKind { Full, Delta };
std::string_view toString(ContributionKind kind) noexcept; ///< "full", "delta"
std::optional<ContributionKind> contributionKindNamed(std::string_view name) noexcept;

/// Which program contributes; for statistics, never believed.
struct ClientInfo {
    std::string name;    ///< 1 to 64 bytes
    std::string version; ///< 1 to 64 bytes
    bool operator==(const ClientInfo&) const = default;
};

/// POST /models/{id}/contributions
struct ContributionRequest {
    ContributionKind kind = ContributionKind::Full;
    std::int64_t baseVersion = 1; ///< that fine-tuning began with
    std::uint64_t size = 0;       ///< bytes of the safetensors file
    std::string sha256;           ///< of it, 64 lower-case hexadecimal digits
    std::int64_t slices = 0;      ///< reviewed slices that trained, as the client says
    std::optional<double> dice;   ///< the client's own mean Dice after fine-tuning, 0 to 1
    ClientInfo client;
    bool operator==(const ContributionRequest&) const = default;
};

/// One strength at which the merge was tried.
struct MergeTry {
    double alpha = 0;               ///< before the weight of staleness
    std::optional<double> meanDice; ///< of the merged weights on the gold cases
    bool operator==(const MergeTry&) const = default;
};

/// Mean Dice over the gold cases, of the version that was current and of what was judged last:
/// the merged weights, or the candidate where gate 1 refused.
struct LabelScore {
    std::string label;
    std::optional<double> before;
    std::optional<double> after;
    bool operator==(const LabelScore&) const = default;
};

/// The same for one gold case, under its opaque id: for administrators only, since a contributor
/// who knows it could climb towards the gold set.
struct CaseScore {
    std::string goldCase;
    std::optional<double> before;
    std::optional<double> after;
    bool operator==(const CaseScore&) const = default;
};

/// GET /contributions/{id}, and the answer to the last chunk of its content
struct ContributionStatus {
    std::string id;
    std::string model;
    ContributionState state = ContributionState::Receiving;
    std::string reasonCode; ///< stable word, such as "gate1"; empty where none
    std::string reason;     ///< for people; empty where there is none
    std::int64_t baseVersion = 1;
    std::uint64_t received = 0; ///< durable bytes
    std::uint64_t size = 0;
    std::optional<std::int64_t> staleness;     ///< versions between base and the one merged with
    std::optional<std::int64_t> version;       ///< that it became part of
    std::optional<std::int64_t> queuePosition; ///< 0: being worked on; none when final or receiving
    std::vector<MergeTry> tries;
    std::vector<LabelScore> scores;
    std::vector<CaseScore> cases; ///< empty unless an administrator asks
    bool operator==(const ContributionStatus&) const = default;
};

/// POST /models/{id}/usage: how much of the model's proposals people kept. No patient data.
struct UsageReport {
    std::int64_t version = 1; ///< that segmented
    std::vector<double> dice; ///< average Dice (DESIGN.md) of 1 to 1000 cases, each 0 to 1
    ClientInfo client;
    bool operator==(const UsageReport&) const = default;
};

std::string serialize(const ContributionRequest& request);
std::string serialize(const ContributionStatus& status);
std::string serialize(const UsageReport& report);

ContributionRequest parseContributionRequest(std::string_view text);
ContributionStatus parseContributionStatus(std::string_view text);
UsageReport parseUsageReport(std::string_view text);

/// The answer to POST /models/{id}/contributions: {"id": "..."}.
std::string serializeContributionId(const std::string& id);
std::string parseContributionId(std::string_view text);

/// Ids are made by the server and random: 32 lower-case hexadecimal digits.
bool isContributionId(std::string_view text) noexcept;

/// The headers of PUT and HEAD /contributions/{id}/content.
inline constexpr const char* uploadOffsetHeader = "Upload-Offset";

/// "bytes a-b/total": b is included, as everywhere in HTTP.
struct ContentRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t total = 0;
    std::uint64_t length() const noexcept { return last - first + 1; }
    bool operator==(const ContentRange&) const = default;
};
/// @throws Error InvalidInput unless it is of that form with first <= last < total
ContentRange parseContentRange(std::string_view header);
std::string toString(const ContentRange& range);

/// A count of bytes, as in Upload-Offset: decimal without sign or leading zeros, below 2^50.
std::optional<std::uint64_t> parseByteCount(std::string_view text) noexcept;

} // namespace laurel
