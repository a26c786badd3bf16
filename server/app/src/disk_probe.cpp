#include "disk_probe.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <system_error>

namespace laurel {

std::string DiskProbe::tryToWrite() const {
    try {
        const TemporaryFolder aside(folder_);
        writeFileAtomically(aside.path() / "probe", "a few bytes\n");
        return {};
    } catch (const std::exception& fault) {
        return fault.what();
    }
}

std::string DiskProbe::problem(std::uint64_t leastFreeBytes) {
    constexpr auto pause = std::chrono::seconds(2);
    std::error_code failure;
    const std::filesystem::space_info space = std::filesystem::space(folder_, failure);
    if (failure) {
        return failure.message();
    }
    if (space.available < leastFreeBytes) {
        return std::to_string(space.available) + " bytes are free, of " +
               std::to_string(leastFreeBytes);
    }
    const std::lock_guard lock(mutex_);
    if (Clock::now() >= nextTry_) {
        lastProblem_ = tryToWrite();
        nextTry_ = Clock::now() + pause;
    }
    return lastProblem_;
}

} // namespace laurel
