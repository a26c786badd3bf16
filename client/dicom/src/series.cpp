#include "laurel/dicom/series.h"

#include "laurel/base/error.h"
#include "series_layout.h"
#include "slice_decoder.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr int deepestFolder = 8;

bool isHidden(const fs::path& path) {
    return path.filename().string().starts_with('.');
}

std::vector<fs::path> filesUnder(const fs::path& folder, const CancellationToken& cancel) {
    std::vector<fs::path> files;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied);
    for (; entry != fs::recursive_directory_iterator(); ++entry) {
        cancel.throwIfCancelled();
        if (entry->is_directory() && (isHidden(entry->path()) || entry.depth() >= deepestFolder)) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file() && !isHidden(entry->path())) {
            files.push_back(entry->path());
        }
    }
    return files;
}

std::vector<fs::path> candidates(const fs::path& path, const CancellationToken& cancel) {
    try {
        if (!fs::exists(path)) {
            throw Error(ErrorCode::NotFound, "there is no file or folder " + path.string());
        }
        return fs::is_directory(path) ? filesUnder(path, cancel) : std::vector{path};
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorCode::Io, "cannot list " + path.string() + ": " + error.code().message());
    }
}

SeriesLayout layOutFiles(const std::vector<fs::path>& files, const CancellationToken& cancel) {
    std::vector<SliceHeader> slices;
    for (const fs::path& file : files) {
        cancel.throwIfCancelled();
        auto header = readSliceHeader(file);
        if (!header) {
            throw Error(fs::exists(file) ? ErrorCode::InvalidInput : ErrorCode::NotFound,
                        file.string() + " is gone or is no longer a DICOM object");
        }
        slices.push_back(std::move(*header));
    }
    if (slices.empty()) {
        throw Error(ErrorCode::InvalidArgument, "a series without files cannot be read");
    }
    return layOutSeries(std::move(slices));
}

/// A header may declare billions of pixels in a file of a kilobyte: before memory is taken, the
/// files must be of a size that some compression could explain.
void requirePlausibleSize(const SeriesLayout& layout) {
    constexpr std::uint64_t highestCompression = 4096;
    for (const SliceHeader& slice : layout.slices) {
        const auto declared = static_cast<std::uint64_t>(slice.rows * slice.columns) *
                              static_cast<std::uint64_t>(slice.bitsAllocated / 8);
        std::error_code unreadable;
        const std::uint64_t size = fs::file_size(slice.file, unreadable);
        if (unreadable || declared / highestCompression > size) {
            throw Error(ErrorCode::InvalidInput, slice.file.string() + ": too small for the " +
                                                     std::to_string(declared) +
                                                     " bytes of pixels that its header declares");
        }
    }
}

struct SeriesForm {
    PixelType type = PixelType::F32;
    Rescale rescale;
    bool rescaleSlices = false; ///< apply each slice's own rescale
};

/// One type and rescale for all slices where they agree, else rescaled floats.
SeriesForm formOf(const std::vector<SliceHeader>& slices) {
    const PixelType type = *storedType(slices.front());
    const Rescale rescale = *slices.front().rescale;
    const bool agree = std::ranges::all_of(slices, [&](const SliceHeader& slice) {
        return storedType(slice) == type && slice.rescale == rescale;
    });
    return agree ? SeriesForm{type, rescale, false} : SeriesForm{PixelType::F32, {}, true};
}

template <typename T>
PixelBuffer decodeAll(const SeriesLayout& layout, bool rescaleSlices, ProgressSink& progress,
                      const CancellationToken& cancel) {
    const auto plane = static_cast<std::size_t>(layout.info.size.x * layout.info.size.y);
    std::vector<T> pixels(plane * layout.slices.size());
    for (std::size_t i = 0; i < layout.slices.size(); ++i) {
        cancel.throwIfCancelled();
        progress.report(static_cast<double>(i) / static_cast<double>(layout.slices.size()),
                        "reading slices");
        const auto into = std::span<T>(pixels).subspan(i * plane, plane);
        decodeSlice(layout.slices[i], into);
        if (rescaleSlices) {
            const Rescale rescale = *layout.slices[i].rescale;
            std::ranges::transform(into, into.begin(), [&](T stored) {
                return static_cast<T>(static_cast<double>(stored) * rescale.slope +
                                      rescale.intercept);
            });
        }
    }
    progress.report(1, "reading slices");
    return pixels;
}

PixelBuffer decodeAs(const SeriesForm& form, const SeriesLayout& layout, ProgressSink& progress,
                     const CancellationToken& cancel) {
    switch (form.type) {
    case PixelType::U8:
        return decodeAll<std::uint8_t>(layout, false, progress, cancel);
    case PixelType::I16:
        return decodeAll<std::int16_t>(layout, false, progress, cancel);
    case PixelType::U16:
        return decodeAll<std::uint16_t>(layout, false, progress, cancel);
    case PixelType::I32:
        return decodeAll<std::int32_t>(layout, false, progress, cancel);
    case PixelType::F32:
        break;
    }
    return decodeAll<float>(layout, form.rescaleSlices, progress, cancel);
}

} // namespace

std::vector<SeriesInfo> findSeries(const fs::path& path, const CancellationToken& cancel) {
    std::map<std::string, std::vector<SliceHeader>> slicesOf;
    for (const fs::path& file : candidates(path, cancel)) {
        cancel.throwIfCancelled();
        if (auto header = readSliceHeader(file)) {
            slicesOf[header->seriesId].push_back(std::move(*header));
        }
    }
    std::vector<SeriesInfo> found;
    for (auto& [id, slices] : slicesOf) {
        found.push_back(layOutSeries(std::move(slices)).info);
    }
    std::ranges::stable_sort(found, [](const SeriesInfo& a, const SeriesInfo& b) {
        return std::tie(a.description, a.id) < std::tie(b.description, b.id);
    });
    return found;
}

Volume readSeries(const SeriesInfo& series, ProgressSink& progress,
                  const CancellationToken& cancel) {
    const SeriesLayout layout = layOutFiles(series.files, cancel);
    if (!layout.info.geometry) {
        throw Error(ErrorCode::Unsupported, "DICOM series " + layout.info.id + " in " +
                                                series.files.front().parent_path().string() + ": " +
                                                layout.info.problems.front());
    }
    requirePlausibleSize(layout);
    const SeriesForm form = formOf(layout.slices);
    Volume volume(*layout.info.geometry, decodeAs(form, layout, progress, cancel), 1, form.rescale);
    volume.modality = layout.info.modality;
    volume.description = layout.info.description;
    return volume;
}

} // namespace laurel
