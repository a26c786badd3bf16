#pragma once

#include "laurel/package/statement.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// One published version as the server remembers it. Never changed after it was written.
struct PublishedVersion {
    std::string modelId;
    std::int64_t number = 0; ///< from 1, without gaps
    std::string name;        ///< name, description and license: the manifest's
    std::string description;
    std::string license;
    std::int64_t createdMs = 0;       ///< since 1970, UTC
    std::string statement;            ///< the signed bytes
    std::string signature;            ///< 128 lower-case hexadecimal digits
    std::vector<StatementFile> files; ///< ascending by name
    bool operator==(const PublishedVersion&) const = default;
};

/// Reads of one moment: what others write meanwhile does not show. For one thread; short-lived.
/// All functions throw Error Io, Unavailable (locked for too long) or Internal.
class MetadataReader {
  public:
    virtual ~MetadataReader() = default;

    /// The current version of every model, ascending by id, without files.
    virtual std::vector<PublishedVersion> currentVersions() = 0;
    /// All versions of a model, ascending by number, with files; empty where there is no such
    /// model.
    virtual std::vector<PublishedVersion> versions(const std::string& modelId) = 0;
    virtual std::optional<PublishedVersion> version(const std::string& modelId,
                                                    std::int64_t number) = 0;
    /// The number that is served by default.
    virtual std::optional<std::int64_t> currentNumber(const std::string& modelId) = 0;
    virtual std::optional<std::int64_t> greatestNumber(const std::string& modelId) = 0;
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
