#include "laurel/arrays/file_names.h"

#include <algorithm>
#include <string>

namespace laurel {

namespace {

char lowerCase(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

} // namespace

bool hasExtension(const std::filesystem::path& path, std::string_view extension) {
    const std::string name = path.filename().string();
    return name.size() > extension.size() &&
           std::equal(extension.rbegin(), extension.rend(), name.rbegin(),
                      [](char wanted, char found) { return wanted == lowerCase(found); });
}

std::filesystem::path replaceExtension(const std::filesystem::path& path,
                                       std::string_view extension, std::string_view replacement) {
    std::string name = path.filename().string();
    name.resize(name.size() - extension.size());
    return path.parent_path() / name.append(replacement);
}

} // namespace laurel
