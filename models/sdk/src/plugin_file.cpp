#include "plugin_file.h"

#include "laurel/base/error.h"

#include <array>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

namespace laurel {

namespace {

void requireTrustedPath(const std::filesystem::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) {
        throw Error(ErrorCode::Io, path.string() + ": " + std::strerror(errno));
    }
    if (status.st_uid != 0 && status.st_uid != geteuid()) {
        throw Error(ErrorCode::PermissionDenied,
                    path.string() + ": a plugin and its folder must belong to root or to the user "
                                    "who runs Laurel");
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw Error(ErrorCode::PermissionDenied,
                    path.string() + ": others can write a plugin or its folder; expected "
                                    "permissions as after chmod go-w");
    }
}

[[noreturn]] void refusePlugin(const std::filesystem::path& file, const std::string& reason) {
    throw Error(ErrorCode::Unsupported, file.string() + ": " + reason);
}

void requireSame(const std::filesystem::path& file, const char* what, const std::string& expected,
                 const char* came) {
    if (came == nullptr || expected != came) {
        refusePlugin(file, std::string(what) + " differs: expected " + expected + ", not " +
                               (came == nullptr ? "nothing" : came));
    }
}

std::array<int, 3> parseVersion(const std::string& text, const std::string& what) {
    std::array<int, 3> numbers{0, 0, 0};
    const char* at = text.c_str();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        char* end = nullptr;
        const long number = std::strtol(at, &end, 10);
        if (end == at || *at < '0' || *at > '9' || number > 100'000) {
            throw Error(ErrorCode::Unsupported,
                        what + ": expected a version such as 1.2, not \"" + text + "\"");
        }
        numbers[i] = static_cast<int>(number);
        if (*end != '.') {
            break; // "2.6.0+cu126": what follows the numbers does not order versions
        }
        at = end + 1;
    }
    return numbers;
}

} // namespace

void requireTrusted(const std::filesystem::path& file) {
    std::error_code problem;
    const std::filesystem::path real = std::filesystem::canonical(file, problem);
    if (problem) {
        throw Error(ErrorCode::Io, file.string() + ": " + problem.message());
    }
    requireTrustedPath(real.parent_path());
    requireTrustedPath(real);
}

const LaurelPluginInfo& openPlugin(const std::filesystem::path& file) {
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        refusePlugin(file, std::string("not loadable: ") + dlerror());
    }
    void* symbol = dlsym(library, "laurel_plugin_info");
    if (symbol == nullptr) {
        refusePlugin(file, "not a plugin: it has no symbol laurel_plugin_info");
    }
    LaurelPluginEntry entry = nullptr;
    static_assert(sizeof(entry) == sizeof(symbol));
    std::memcpy(&entry, &symbol, sizeof(entry));
    const LaurelPluginInfo* info = entry();
    if (info == nullptr) {
        refusePlugin(file, "not a plugin: laurel_plugin_info returns nothing");
    }
    return *info;
}

void requireCompatible(const LaurelPluginInfo& info, const std::string& name,
                       const std::filesystem::path& file) {
    if (info.abi != LAUREL_PLUGIN_ABI || info.size != sizeof(LaurelPluginInfo)) {
        refusePlugin(file, "plugin ABI differs: expected " + std::to_string(LAUREL_PLUGIN_ABI) +
                               " of " + std::to_string(sizeof(LaurelPluginInfo)) + " bytes, not " +
                               std::to_string(info.abi) + " of " + std::to_string(info.size));
    }
    requireSame(file, "C++ ABI (_GLIBCXX_USE_CXX11_ABI)", std::to_string(_GLIBCXX_USE_CXX11_ABI),
                std::to_string(info.cxx11Abi).c_str());
    requireSame(file, "compiler", LAUREL_COMPILER, info.compiler);
    requireSame(file, "LibTorch version", TORCH_VERSION, info.torchVersion);
    requireSame(file, "nlohmann_json version", LAUREL_JSON_VERSION, info.jsonVersion);
    requireSame(file, "plugin name", name, info.name);
    if (info.version == nullptr || info.makeFactory == nullptr) {
        refusePlugin(file, "not a plugin: version or factory is missing");
    }
}

void requireVersion(const std::string& offered, const std::string& wanted,
                    const std::string& what) {
    if (parseVersion(offered, what)[0] != parseVersion(wanted, what)[0]) {
        throw Error(ErrorCode::Unsupported,
                    what + ": expected major version of " + wanted + ", not " + offered);
    }
    requireAtLeast(offered, wanted, what);
}

void requireAtLeast(const std::string& offered, const std::string& least, const std::string& what) {
    if (parseVersion(offered, what) < parseVersion(least, what)) {
        throw Error(ErrorCode::Unsupported,
                    what + ": expected at least " + least + ", not " + offered);
    }
}

} // namespace laurel
