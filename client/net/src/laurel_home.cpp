#include "laurel/net/laurel_home.h"

#include "laurel/base/error.h"

#include <cstdlib>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

fs::path environmentPath(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? fs::path() : fs::path(value);
}

} // namespace

fs::path laurelHome() {
    if (const fs::path own = environmentPath("LAUREL_HOME"); !own.empty()) {
        const fs::path home = fs::absolute(own).lexically_normal();
        return home.has_filename() ? home : home.parent_path(); // without a slash at the end
    }
    // The XDG specification: what is not absolute is ignored.
    if (const fs::path data = environmentPath("XDG_DATA_HOME"); data.is_absolute()) {
        return data / "laurel";
    }
    if (const fs::path user = environmentPath("HOME"); user.is_absolute()) {
        return user / ".local" / "share" / "laurel";
    }
    throw Error(ErrorCode::InvalidArgument,
                "no folder for what Laurel keeps: set LAUREL_HOME, or HOME");
}

} // namespace laurel
