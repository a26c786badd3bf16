#include "gdcm_library.h"

#include "laurel/base/error.h"
#include "laurel/base/own_libraries.h"

#include <cstring>
#include <dlfcn.h>
#include <string>

namespace laurel {

namespace {

LaurelDecodeWithGdcm open() {
    const std::filesystem::path file = ownLibrary("liblaurel_gdcm.so");
    if (std::error_code ignored; !std::filesystem::exists(file, ignored)) {
        throw Error(ErrorCode::NotFound,
                    file.string() + ": missing; it decodes JPEG 2000 and JPEG-LS images");
    }
    void* const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        throw Error(ErrorCode::Unsupported, file.string() + ": not loadable: " + ::dlerror());
    }
    void* const symbol = ::dlsym(library, laurelDecodeWithGdcmName);
    if (symbol == nullptr) {
        throw Error(ErrorCode::Unsupported, file.string() + ": not Laurel's library");
    }
    LaurelDecodeWithGdcm decode = nullptr;
    static_assert(sizeof(decode) == sizeof(symbol));
    std::memcpy(&decode, &symbol, sizeof(decode));
    return decode;
}

} // namespace

LaurelDecodeWithGdcm gdcmDecoder() {
    static const LaurelDecodeWithGdcm decoder = open();
    return decoder;
}

} // namespace laurel
