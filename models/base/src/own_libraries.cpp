#include "laurel/base/own_libraries.h"

namespace laurel {

namespace fs = std::filesystem;

fs::path ownLibrary(const std::string& fileName) {
    std::error_code problem;
    const fs::path executable = fs::read_symlink("/proc/self/exe", problem);
    const fs::path own = problem ? fs::path(".") : executable.parent_path();
    for (const auto& folder : {own / "../lib/laurel", own / "../lib", own}) {
        if (fs::exists(folder / fileName, problem)) {
            return (folder / fileName).lexically_normal();
        }
    }
    return (own / "../lib/laurel" / fileName).lexically_normal();
}

} // namespace laurel
