#pragma once

#include "laurel/base/progress.h"
#include "laurel/net/server_client.h"
#include "laurel/net/server_registry.h"
#include "laurel/package/model_package.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace laurel {

/// A version of a model that lies in the cache. That it is unaltered is checked when it is opened.
struct CachedVersion {
    std::string serverId;
    std::string model;
    std::int64_t number = 1;
    std::filesystem::path folder; ///< a model package, with statement and signature
    bool operator==(const CachedVersion&) const = default;
};

struct PulledVersion {
    CachedVersion version;
    ModelPackage package;
    /// The server's current version, where that is lower than what is here and so was not taken.
    std::optional<std::int64_t> lowerCurrent;
};

/// Versions of models, as servers signed them: the folder `models` of the client's home. A version
/// appears there whole and verified, or not at all, whenever the machine fails. Thread-safe, and
/// safe against other processes.
class ModelCache {
  public:
    /// @param home as laurelHome()
    explicit ModelCache(const std::filesystem::path& home);

    /// What is there, by server, model and number.
    std::vector<CachedVersion> versions() const;
    /// @param number none: the newest
    std::optional<CachedVersion> find(const std::string& serverId, const std::string& model,
                                      std::optional<std::int64_t> number) const;

    /// The package, after its statement was verified with the pinned key, and its files against the
    /// statement: sizes always, digests the first time that this object opens it.
    /// @throws Error InvalidInput naming what was altered
    ModelPackage open(const CachedVersion& version, const KnownServer& server);

    /// Fetches a version unless it is here already. What had come of an interrupted attempt is
    /// continued; a broken connection is tried again a few times. A version that is here but
    /// altered is replaced.
    /// @param number none: the server's current one, or what is here where that is higher. With a
    ///        number of what is here, nothing is asked.
    /// @throws Error InvalidInput when what the server sent is not what the pinned key signed for
    ///         this server, model and number; LimitExceeded, Io (as of a full disk); as
    ///         ServerClient
    PulledVersion pull(ServerClient& client, const std::string& model,
                       std::optional<std::int64_t> number, ProgressSink& progress);

  private:
    std::filesystem::path modelFolder(const std::string& serverId, const std::string& model) const;
    /// The version, where it is here and unaltered.
    std::optional<ModelPackage> openIfSound(const CachedVersion& version,
                                            const KnownServer& server);
    PulledVersion fetch(ServerClient& client, const std::string& model, const VersionInfo& info,
                        ProgressSink& progress);

    std::filesystem::path home_;
    std::mutex mutex_;
    std::set<std::filesystem::path> verified_; ///< folders whose digests this object has checked
};

} // namespace laurel
