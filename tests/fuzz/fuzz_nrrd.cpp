// Any bytes as an NRRD file (and as MetaImage, GIPL and MINC): what stands between it and ITK, the
// search for its samples and the keys of 3D Slicer; and the whole NRRD reader where ITK is built.
#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include "data_files.h"
#include "slicer_segments.h"

#ifdef LAUREL_FUZZ_WITH_ITK
#include "laurel/formats/files.h"
#endif

#include <cstdlib>
#include <fstream>

namespace {

using namespace laurel;

template <typename Action>
void tryTo(const Action& action) {
    try {
        action();
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Internal || error.code() == ErrorCode::InvalidArgument) {
            std::abort();
        }
    }
}

/// The "key:=value" lines, as ITK hands them on.
HeaderFields fieldsOf(std::string_view text) {
    HeaderFields fields;
    while (!text.empty() && fields.size() < 4096) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t split = line.find(":=");
        if (split != std::string_view::npos) {
            fields.emplace(line.substr(0, split), line.substr(split + 2));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return fields;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "fuzz.seg.nrrd";
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    for (const ItkFormat format :
         {ItkFormat::Nrrd, ItkFormat::MetaImage, ItkFormat::Gipl, ItkFormat::Minc}) {
        tryTo([&] {
            if (const auto storage = locateSamples(file, format)) {
                checkSamples(*storage, 64);
            }
        });
    }
    tryTo([&] {
        LabelMap labels(Geometry{}, 3);
        applySlicerFields(fieldsOf(std::string_view(reinterpret_cast<const char*>(data), size)),
                          labels, "fuzz");
    });
#ifdef LAUREL_FUZZ_WITH_ITK
    tryTo([&] { readVolume(file, {std::uint64_t{16} << 20}); });
    tryTo([&] { readLabels(file, {std::uint64_t{16} << 20}); });
#endif
    return 0;
}
