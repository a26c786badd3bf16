#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What an administrator and the server say to each other. Conventions as in contributions.h.
namespace laurel {

/// What a key permits. Each role may do what those before it may.
enum class Role {
    Reader,      ///< read what is published, report usage
    Contributor, ///< contribute, and see its own contributions
    Admin,       ///< everything
};
std::string_view toString(Role role) noexcept; ///< "reader", "contributor", "admin"
std::optional<Role> roleNamed(std::string_view name) noexcept;

/// A key as lists show it: never the key itself.
struct KeyDescription {
    std::string id;   ///< public part of the key
    std::string name; ///< for people, such as the site's
    Role role = Role::Reader;
    std::vector<std::string> models; ///< ids; empty: all
    std::string created;             ///< UTC, as "2026-01-31T23:59:59Z"
    std::optional<std::string> revoked;
    std::optional<std::string> expires{}; ///< UTC; none: never
    bool operator==(const KeyDescription&) const = default;
};

/// POST /admin/keys
struct KeyRequest {
    std::string name; ///< 1 to 128 bytes
    Role role = Role::Contributor;
    std::vector<std::string> models;           ///< empty: all
    std::optional<std::int64_t> expiresDays{}; ///< from now, 1 to 36500; none: never
    bool operator==(const KeyRequest&) const = default;
};

/// The only answer that ever holds a key.
struct CreatedKey {
    std::string id;
    std::string key; ///< "lk_<id>_<64 hexadecimal digits>"
    bool operator==(const CreatedKey&) const = default;
};

/// An element of GET /admin/models/{id}/gold: what a gold case is, without a pixel of it.
struct GoldCaseDescription {
    std::string id;                  ///< opaque, made by the server
    std::string added;               ///< UTC
    std::string group;               ///< as tagged, such as a sequence; may be empty
    std::vector<std::string> labels; ///< segments of the reference
    std::int64_t slices = 0;
    bool operator==(const GoldCaseDescription&) const = default;
};

/// An element of GET /admin/audit. Entries are only ever added.
struct AuditEntry {
    std::int64_t number = 0; ///< from 1
    std::string time;        ///< UTC
    std::string actor;       ///< id of a key, "local" for the command line, "server" for itself
    std::string action;      ///< such as "model.publish"
    std::string subject;     ///< such as "leg@3" or the id of a contribution
    std::string detail;      ///< JSON object as text
    bool operator==(const AuditEntry&) const = default;
};

/// An element of GET /admin/models/{id}/usage: all cases that were reported of one version. The
/// irregular ones (arXiv 2302.06352) say nothing about the model and are left out of the mean.
struct UsageSummary {
    std::int64_t version = 0;
    std::int64_t regular = 0;       ///< cases
    std::int64_t notRefined = 0;    ///< Dice of 0.99 or more: nobody looked
    std::int64_t wrongTask = 0;     ///< below 0.1: the model was used for something else
    std::optional<double> meanDice; ///< of the regular ones
    bool operator==(const UsageSummary&) const = default;
};

/// POST /admin/models/{id}/rollback: {"number": n}
std::string serializeRollback(std::int64_t number);
std::int64_t parseRollback(std::string_view text);

std::string serialize(const KeyRequest& request);
std::string serialize(const CreatedKey& key);
std::string serialize(const std::vector<KeyDescription>& keys);       ///< {"keys": [...]}
std::string serialize(const std::vector<GoldCaseDescription>& cases); ///< {"gold": [...]}
std::string serialize(const std::vector<AuditEntry>& entries);        ///< {"audit": [...]}
std::string serialize(const std::vector<UsageSummary>& versions);     ///< {"usage": [...]}

KeyRequest parseKeyRequest(std::string_view text);
CreatedKey parseCreatedKey(std::string_view text);
std::vector<KeyDescription> parseKeyList(std::string_view text);
std::vector<GoldCaseDescription> parseGoldList(std::string_view text);
std::vector<AuditEntry> parseAuditList(std::string_view text);
std::vector<UsageSummary> parseUsageList(std::string_view text);

} // namespace laurel
