#pragma once

#include "laurel/package/key_succession.h"
#include "laurel/server_domain/audit_log.h"
#include "laurel/server_domain/contribution_table.h"
#include "laurel/server_domain/evaluation_table.h"
#include "laurel/server_domain/gold_table.h"
#include "laurel/server_domain/key_table.h"
#include "laurel/server_domain/published_version.h"
#include "laurel/server_domain/usage_table.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// Reads of one moment: what others write meanwhile does not show. For one thread; short-lived, and
/// so are its tables, which are parts of it. All functions throw Error Io, Unavailable (locked for
/// too long) or Internal.
class MetadataReader {
  public:
    virtual ~MetadataReader() = default;

    /// The current version of every model, ascending by id, without files and parents.
    virtual std::vector<PublishedVersion> currentVersions() = 0;
    /// All versions of a model, ascending by number; empty where there is no such model.
    virtual std::vector<PublishedVersion> versions(const std::string& modelId) = 0;
    virtual std::optional<PublishedVersion> version(const std::string& modelId,
                                                    std::int64_t number) = 0;
    /// The number that is served by default.
    virtual std::optional<std::int64_t> currentNumber(const std::string& modelId) = 0;
    virtual std::optional<std::int64_t> greatestNumber(const std::string& modelId) = 0;

    /// How the signing keys followed one another; empty while the first one signs.
    virtual std::vector<SignedSuccession> keySuccessions() = 0;

    virtual KeyReader& keys() = 0;
    virtual ContributionReader& contributions() = 0;
    virtual GoldReader& gold() = 0;
    virtual EvaluationReader& evaluations() = 0;
    virtual UsageReader& usage() = 0;
    virtual AuditReader& audit() = 0;
};

/// The only writer of its moment; other writers wait when they begin. Without commit() nothing of
/// it remains. Sees its own writes.
class MetadataWriter : public MetadataReader {
  public:
    /// Adds the version, and its model where it is new.
    /// @throws Error AlreadyExists
    virtual void addVersion(const PublishedVersion& version) = 0;
    /// Compare and set: makes `number` the current version if `expected` is what is current now.
    /// @throws Error Conflict when it is not, NotFound when there is no version of that number
    virtual void setCurrent(const std::string& modelId, std::optional<std::int64_t> expected,
                            std::int64_t number) = 0;

    /// Appends one. Earlier ones are never changed or removed.
    virtual void addKeySuccession(const SignedSuccession& succession) = 0;

    KeyWriter& keys() override = 0;
    ContributionWriter& contributions() override = 0;
    GoldWriter& gold() override = 0;
    EvaluationWriter& evaluations() override = 0;
    UsageWriter& usage() override = 0;
    AuditWriter& audit() override = 0;

    /// Durable when it returns. The writer is of no use afterwards.
    virtual void commit() = 0;
};

/// Where the server's facts are kept. Thread-safe; several processes may use one store.
class MetadataStore {
  public:
    virtual ~MetadataStore() = default;

    virtual std::unique_ptr<MetadataReader> beginRead() = 0;
    virtual std::unique_ptr<MetadataWriter> beginWrite() = 0;
};

} // namespace laurel
