#include "blob_checks.h"

#include "laurel/weights/crypto.h"

namespace laurel {

void BlobChecks::require(const std::string& sha256, const std::filesystem::path& file,
                         const struct stat& info, Clock::time_point now) {
    const Stamp stamp{info.st_dev, info.st_ino, info.st_size,
                      std::int64_t{info.st_ctim.tv_sec} * 1'000'000'000 + info.st_ctim.tv_nsec};
    const std::shared_ptr<Check> check = [&] {
        const std::lock_guard lock(mutex_);
        std::shared_ptr<Check>& known = checks_[sha256];
        if (!known) {
            known = std::make_shared<Check>();
        }
        return known;
    }();
    const std::lock_guard lock(check->mutex);
    if (check->sound == stamp && now - check->at < keptFor) {
        return;
    }
    if (sha256HexOfFile(file) != sha256) {
        check->sound = {};
        if (onDamaged_) {
            onDamaged_(sha256);
        }
        throw BlobDamaged(sha256);
    }
    check->sound = stamp;
    check->at = now;
}

} // namespace laurel
