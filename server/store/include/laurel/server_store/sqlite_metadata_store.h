#pragma once

#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/revision_source.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace laurel {

/// Metadata in one SQLite file (with its -wal and -shm beside it). Schema changes are applied when
/// it is opened.
class SqliteMetadataStore final : public MetadataStore, public RevisionSource {
  public:
    /// @param file     made when it does not exist; its folder exists
    /// @param sessions how many transactions may be open at once; more wait
    /// @throws Error Io, Unavailable, or Unsupported when a newer program made the file
    explicit SqliteMetadataStore(const std::filesystem::path& file, std::size_t sessions = 8);
    ~SqliteMetadataStore() override;

    std::unique_ptr<MetadataReader> beginRead() override;
    std::unique_ptr<MetadataWriter> beginWrite() override;
    std::int64_t revision() override;

    /// Writes the database as it is at one moment, whatever others write meanwhile.
    /// @param file must not exist; made with mode 0600 @throws Error Io, Unavailable, Internal
    void copyTo(const std::filesystem::path& file);
    /// What is wrong with the file itself, and with references between rows; empty where all is
    /// well.
    std::vector<std::string> integrityProblems();

  private:
    struct Sessions;
    std::unique_ptr<Sessions> sessions_;
};

} // namespace laurel
