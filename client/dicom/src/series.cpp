#include "laurel/dicom/series.h"

#include "laurel/base/error.h"
#include "laurel/base/large_array.h"
#include "parallel.h"
#include "series_layout.h"
#include "slice_damage.h"
#include "slice_decoder.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

using Headers = std::map<fs::path, std::vector<SliceHeader>>;

std::vector<SliceHeader> headersOf(const fs::path& file) {
    auto object = readImageObject(file);
    if (!object) {
        throw Error(fs::exists(file) ? ErrorCode::InvalidInput : ErrorCode::NotFound,
                    file.string() + " is gone or is no longer a DICOM object");
    }
    return std::move(object->slices);
}

const SliceHeader& find(const std::vector<SliceHeader>& slices, const SeriesPlane& plane) {
    const auto found = std::ranges::find_if(slices, [&](const SliceHeader& slice) {
        return slice.frame == plane.frame && (slice.tile ? slice.tile->index : 0) == plane.tile;
    });
    if (found == slices.end()) {
        throw Error(ErrorCode::InvalidInput, plane.file.string() + " has changed: no frame " +
                                                 std::to_string(plane.frame) + " is left");
    }
    return *found;
}

/// As findSeries read them.
std::vector<SliceHeader> knownSlices(const SeriesInfo& series) {
    std::vector<SliceHeader> slices;
    for (const auto& headers : series.headers) {
        slices.insert(slices.end(), headers->begin(), headers->end());
    }
    return slices;
}

/// The planes of a series as headers, read anew.
std::vector<SliceHeader> slicesOf(const SeriesInfo& series, const CancellationToken& cancel) {
    Headers headers;
    for (const fs::path& file : series.files) {
        cancel.throwIfCancelled();
        headers[file] = headersOf(file);
    }
    std::vector<SliceHeader> slices;
    for (const SeriesPlane& plane : series.planes) {
        const auto file = headers.find(plane.file);
        if (file == headers.end()) {
            throw Error(ErrorCode::InvalidArgument,
                        plane.file.string() + " is not among the files of its series");
        }
        slices.push_back(find(file->second, plane));
    }
    for (auto& [file, all] : headers) {
        if (series.planes.empty()) {
            std::ranges::move(all, std::back_inserter(slices));
        }
    }
    return slices;
}

/// One layout for each frame of a volume.
std::vector<SeriesLayout> layOut(const SeriesInfo& series, std::vector<SliceHeader> slices) {
    const auto frames = static_cast<std::size_t>(std::max<std::int64_t>(1, series.frames));
    if (slices.empty() || slices.size() % frames != 0) {
        throw Error(ErrorCode::InvalidArgument, "a series of " + std::to_string(slices.size()) +
                                                    " slices cannot be read as " +
                                                    std::to_string(frames) + " frames");
    }
    const auto each = static_cast<std::ptrdiff_t>(slices.size() / frames);
    std::vector<SeriesLayout> layouts;
    for (auto first = slices.begin(); first != slices.end(); first += each) {
        layouts.push_back(
            layOutSeries({std::make_move_iterator(first), std::make_move_iterator(first + each)}));
    }
    return layouts;
}

void requireReadable(const SeriesInfo& series, const std::vector<SeriesLayout>& layouts,
                     bool resample) {
    for (const SeriesLayout& layout : layouts) {
        const bool isReadable = layout.info.geometry || (resample && layout.irregular);
        const bool isSameGrid = layout.info.size == layouts.front().info.size;
        if (!isReadable || !isSameGrid) {
            throw Error(
                ErrorCode::Unsupported,
                "DICOM series " + series.id + " in " + series.files.front().parent_path().string() +
                    ": " +
                    (isReadable ? "its frames differ in size" : layout.info.problems.front()));
        }
    }
}

/// Bytes of memory that a byte of a file may become by its transfer syntax.
std::uint64_t highestCompression(const std::string& transferSyntax) {
    const bool isUncompressed = transferSyntax == "1.2.840.10008.1.2" ||
                                transferSyntax == "1.2.840.10008.1.2.1" ||
                                transferSyntax == "1.2.840.10008.1.2.2";
    return isUncompressed ? 1 : 4096;
}

/// A header may declare billions of pixels in a file of a kilobyte: before memory is taken, the
/// files must be of a size that their compression could explain.
void requirePlausibleSize(const std::vector<SeriesLayout>& layouts) {
    std::map<fs::path, std::uint64_t> declared;
    std::map<fs::path, std::uint64_t> possible;
    for (const SeriesLayout& layout : layouts) {
        for (const SliceHeader& slice : layout.slices) {
            // Halved chroma takes two bytes for a pixel of three samples, and gives one.
            declared[slice.file] += static_cast<std::uint64_t>(slice.rows * slice.columns) *
                                    static_cast<std::uint64_t>(slice.bitsAllocated / 8);
            std::error_code unreadable;
            const std::uint64_t size = fs::file_size(slice.file, unreadable);
            possible[slice.file] = unreadable ? 0 : size * highestCompression(slice.transferSyntax);
        }
    }
    for (const auto& [file, bytes] : declared) {
        if (bytes > possible[file]) {
            throw Error(ErrorCode::InvalidInput, file.string() + ": too small for the " +
                                                     std::to_string(bytes) +
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
SeriesForm formOf(const std::vector<SeriesLayout>& layouts) {
    const SliceHeader& first = layouts.front().slices.front();
    const PixelType type = *storedType(first);
    if (first.isColor()) {
        return {type, {}, false};
    }
    const Rescale rescale = *first.rescale;
    const bool agree = std::ranges::all_of(layouts, [&](const SeriesLayout& layout) {
        return std::ranges::all_of(layout.slices, [&](const SliceHeader& slice) {
            return storedType(slice) == type && slice.rescale == rescale;
        });
    });
    return agree ? SeriesForm{type, rescale, false} : SeriesForm{PixelType::F32, {}, true};
}

template <typename T>
void applyRescale(const Rescale& rescale, std::span<T> values) {
    std::ranges::transform(values, values.begin(), [&](T stored) {
        return static_cast<T>(static_cast<double>(stored) * rescale.slope + rescale.intercept);
    });
}

/// Reports over all slices of all frames.
class Decoding {
  public:
    Decoding(const std::vector<SeriesLayout>& layouts, const SeriesForm& form,
             ProgressSink& progress, const CancellationToken& cancel)
        : layouts_(layouts), form_(form), progress_(progress), cancel_(cancel) {}

    const SliceDamage& damage() const noexcept { return damage_; }

    template <typename T>
    PixelBuffer run() {
        if (layouts_.front().info.geometry) {
            auto pixels =
                largeArray<T>(planeSize() * layouts_.front().slices.size() * layouts_.size());
            decodeAll<T>(pixels);
            blank<T>(pixels);
            return pixels;
        }
        const SeriesLayout& only = layouts_.front(); // irregular stacks are never frames
        auto acquired = largeArray<T>(planeSize() * only.slices.size());
        decodeAll<T>(acquired);
        blank<T>(acquired);
        return resampleStack<T>(*only.irregular, only.info.size, acquired, outside<T>(acquired),
                                cancel_);
    }

  private:
    std::size_t planeSize() const {
        const GridSize& size = layouts_.front().info.size;
        return static_cast<std::size_t>(size.x * size.y);
    }

    struct Place {
        const SliceHeader* slice;
        std::size_t at; ///< its number among all slices of all frames
    };
    using FilePlaces = std::pair<fs::path, std::vector<Place>>;

    /// Slices of one file together, so that it is parsed once.
    std::vector<FilePlaces> placesByFile() const {
        std::map<fs::path, std::vector<Place>> byFile;
        std::size_t count = 0;
        for (const SeriesLayout& layout : layouts_) {
            for (const SliceHeader& slice : layout.slices) {
                byFile[slice.file].push_back({&slice, count++});
            }
        }
        return {byFile.begin(), byFile.end()};
    }

    template <typename T>
    void decodeAll(std::span<T> into) {
        const std::vector<FilePlaces> files = placesByFile();
        progress_.report(0, "reading slices"); // others may take all before the caller has one
        inParallel(files.size(), cancel_, [&](std::size_t i, bool isCaller) {
            const auto& [file, places] = files[i];
            if (isCaller) {
                progress_.report(static_cast<double>(i) / static_cast<double>(files.size()),
                                 "reading " + file.filename().string());
            }
            std::optional<SliceDecoder> decoder;
            for (const Place& place : places) {
                cancel_.throwIfCancelled();
                decodeOne(decoder, place, into.subspan(place.at * planeSize(), planeSize()));
            }
        });
        progress_.report(1, "reading slices");
    }

    /// One that is damaged does not keep the others from being read.
    template <typename T>
    void decodeOne(std::optional<SliceDecoder>& decoder, const Place& place, std::span<T> plane) {
        try {
            if (!decoder) {
                decoder.emplace(*place.slice);
            }
            decoder->decode(*place.slice, plane);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::InvalidInput && error.code() != ErrorCode::NotFound) {
                throw;
            }
            const std::lock_guard lock(damageMutex_);
            damage_.add(place.at, error.what());
            return;
        }
        if (form_.rescaleSlices) {
            applyRescale(*place.slice->rescale, plane);
        }
    }

    template <typename T>
    void blank(std::vector<T>& values) const {
        if (!damage_.empty()) {
            const std::span<const T> all(values);
            damage_.fill(std::span<T>(values), planeSize(),
                         storedPadding<T>().value_or(damage_.lowest(all, planeSize())));
        }
    }

    template <typename T>
    T outside(const std::vector<T>& values) const {
        return storedPadding<T>().value_or(*std::ranges::min_element(values));
    }

    /// The value outside the image, where the files state one that the stored type holds; rescaled
    /// values have none.
    template <typename T>
    std::optional<T> storedPadding() const {
        if constexpr (std::is_integral_v<T>) {
            const auto& padding = layouts_.front().slices.front().padding;
            if (padding && std::in_range<T>(*padding)) {
                return static_cast<T>(*padding);
            }
        }
        return std::nullopt;
    }

    const std::vector<SeriesLayout>& layouts_;
    const SeriesForm& form_;
    ProgressSink& progress_;
    const CancellationToken& cancel_;
    std::mutex damageMutex_;
    SliceDamage damage_;
};

PixelBuffer decodeAs(PixelType type, Decoding& decoding) {
    switch (type) {
    case PixelType::U8:
        return decoding.run<std::uint8_t>();
    case PixelType::I16:
        return decoding.run<std::int16_t>();
    case PixelType::U16:
        return decoding.run<std::uint16_t>();
    case PixelType::I32:
        return decoding.run<std::int32_t>();
    case PixelType::F32:
        break;
    }
    return decoding.run<float>();
}

} // namespace

Volume readSeries(const SeriesInfo& series, ProgressSink& progress, const CancellationToken& cancel,
                  const SeriesReadOptions& options) {
    if (series.files.empty()) {
        throw Error(ErrorCode::InvalidArgument, "a series without files cannot be read");
    }
    const auto layouts =
        layOut(series, series.headers.empty() ? slicesOf(series, cancel) : knownSlices(series));
    requireReadable(series, layouts, options.irregular == SeriesReadOptions::Irregular::Resample);
    requirePlausibleSize(layouts);
    if (options.picture) {
        if (auto picture = seriesThumbnail(series, options.pictureEdge)) {
            options.picture(std::move(*picture));
        }
    }
    const SeriesForm form = formOf(layouts);
    const SeriesLayout& first = layouts.front();
    Decoding decoding(layouts, form, progress, cancel);
    PixelBuffer pixels = decodeAs(form.type, decoding);
    decoding.damage().settle(series, layouts.size() * first.slices.size(), options);
    Volume volume(first.info.geometry ? *first.info.geometry : first.irregular->grid,
                  std::move(pixels), static_cast<std::int64_t>(layouts.size()), form.rescale);
    volume.modality = first.info.modality;
    volume.description = series.description.empty() ? first.info.description : series.description;
    return volume;
}

} // namespace laurel
