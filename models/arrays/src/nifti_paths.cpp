#include "nifti_paths.h"

#include "laurel/arrays/file_names.h"
#include "laurel/arrays/nifti.h"

namespace laurel {

namespace fs = std::filesystem;

bool isNiftiName(const fs::path& path) {
    for (const char* extension : {".nii", ".hdr", ".img"}) {
        if (hasExtension(path, extension) || hasExtension(path, std::string(extension) + ".gz")) {
            return true;
        }
    }
    return false;
}

fs::path niftiHeaderPath(const fs::path& path) {
    for (const char* extension : {".img", ".img.gz"}) {
        if (hasExtension(path, extension)) {
            const fs::path plain = replaceExtension(path, extension, ".hdr");
            const fs::path compressed = replaceExtension(path, extension, ".hdr.gz");
            return !fs::exists(plain) && fs::exists(compressed) ? compressed : plain;
        }
    }
    return path;
}

std::vector<fs::path> niftiImagePaths(const fs::path& header) {
    for (const char* extension : {".hdr", ".hdr.gz"}) {
        if (hasExtension(header, extension)) {
            return {replaceExtension(header, extension, ".img"),
                    replaceExtension(header, extension, ".img.gz")};
        }
    }
    return {fs::path(header).concat(".img")};
}

} // namespace laurel
