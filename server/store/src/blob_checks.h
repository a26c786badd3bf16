#pragma once

#include "laurel/server_domain/blob_store.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <sys/stat.h>

namespace laurel {

/// Remembers which files were found to have their digest. Thread-safe.
class BlobChecks {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::hours keptFor{24};

    explicit BlobChecks(std::function<void(const std::string&)> onDamaged)
        : onDamaged_(std::move(onDamaged)) {}

    /// Reads the blob's file unless it is known to be sound. @param info what the file is
    /// @throws Error BlobDamaged, Io
    void require(const std::string& sha256, const std::filesystem::path& file,
                 const struct stat& info, Clock::time_point now = Clock::now());

  private:
    /// Changes with every write to a file, and with every other file in its place.
    struct Stamp {
        dev_t device = 0;
        ino_t inode = 0;
        off_t size = 0;
        std::int64_t changedNs = 0;
        bool operator==(const Stamp&) const = default;
    };
    struct Check {
        std::mutex mutex; ///< held while the blob is read: others who want it wait
        Stamp sound;      ///< guarded by mutex
        Clock::time_point at;
    };

    std::function<void(const std::string&)> onDamaged_;
    std::mutex mutex_; ///< guards the map
    std::map<std::string, std::shared_ptr<Check>> checks_;
};

} // namespace laurel
