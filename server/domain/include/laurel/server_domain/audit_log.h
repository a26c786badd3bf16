#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// What someone did, to be written down.
struct AuditEvent {
    std::int64_t timeMs = 0; ///< since 1970, UTC
    std::string actor;       ///< id of a key, "local" for the command line, "server" for itself
    std::string action;      ///< such as "model.publish"
    std::string subject;     ///< such as "leg@3" or the id of a contribution
    std::string detail;      ///< JSON object as text
    bool operator==(const AuditEvent&) const = default;
};

/// An event in its place in the log.
struct AuditRecord {
    std::int64_t number = 0; ///< from 1, without gaps
    AuditEvent event;
    std::string hash; ///< auditHash of the record before and this one
    bool operator==(const AuditRecord&) const = default;
};

/// SHA-256 over the hash before (64 hexadecimal digits; "" at the first) and then number, time,
/// actor, action, subject and detail, each as "<bytes>:<text>,". Whoever changes or takes away an
/// entry has to change all hashes behind it, up to one that somebody else may have noted.
std::string auditHash(const std::string& previous, std::int64_t number, const AuditEvent& event);

/// Part of a transaction, as MetadataReader; errors as there.
class AuditReader {
  public:
    virtual ~AuditReader() = default;

    /// Ascending by number, those behind `after` (0: from the first).
    virtual std::vector<AuditRecord> entries(std::int64_t after, std::size_t most) = 0;
    virtual std::optional<AuditRecord> last() = 0;
};

/// Part of a transaction, as MetadataWriter: an entry stands in the log if, and only if, what it
/// tells of was done. Entries are never changed or removed.
class AuditWriter : public AuditReader {
  public:
    virtual AuditRecord append(const AuditEvent& event) = 0;
};

/// Follows the chain from the first entry to the last.
/// @return what is wrong with it, for people; empty where all is well
std::vector<std::string> auditProblems(AuditReader& log);

} // namespace laurel
