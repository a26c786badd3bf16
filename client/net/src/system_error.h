#pragma once

#include <filesystem>
#include <string>

namespace laurel {

/// Throws what errno says. @throws Error NotFound or Io
[[noreturn]] void throwErrno(const std::string& what, const std::filesystem::path& path);

} // namespace laurel
