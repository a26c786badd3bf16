#include "laurel/formats/files.h"

#include "itk_image.h"
#include "slicer_segments.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/file_names.h"
#include "laurel/arrays/nifti.h"
#include "laurel/arrays/samples.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/formats/label_tables.h"
#include "laurel/formats/roi_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

enum class Format { Nifti, Numpy, Nrrd, MetaImage, Gipl, Minc };

struct KnownExtension {
    std::string_view extension;
    Format format;
};

constexpr std::array<KnownExtension, 15> knownExtensions{{{".nii", Format::Nifti},
                                                          {".nii.gz", Format::Nifti},
                                                          {".hdr", Format::Nifti},
                                                          {".hdr.gz", Format::Nifti},
                                                          {".img", Format::Nifti},
                                                          {".img.gz", Format::Nifti},
                                                          {".npy", Format::Numpy},
                                                          {".npz", Format::Numpy},
                                                          {".nrrd", Format::Nrrd},
                                                          {".nhdr", Format::Nrrd},
                                                          {".mha", Format::MetaImage},
                                                          {".mhd", Format::MetaImage},
                                                          {".gipl", Format::Gipl},
                                                          {".gipl.gz", Format::Gipl},
                                                          {".mnc", Format::Minc}}};

std::optional<Format> findFormat(const fs::path& path) {
    for (const auto& [extension, format] : knownExtensions) {
        if (hasExtension(path, extension)) {
            return format;
        }
    }
    return std::nullopt;
}

/// Dafne keeps contours in pickles. Reading one runs whatever program it holds.
void refusePickle(const fs::path& path) {
    for (const char* extension : {".p", ".pkl", ".pickle"}) {
        if (hasExtension(path, extension)) {
            throw Error(ErrorCode::Unsupported,
                        path.string() +
                            ": a Python pickle can run any program while it is read, so Laurel "
                            "opens none; in Dafne, export the masks as NIfTI or npz instead");
        }
    }
}

Format formatOf(const fs::path& path) {
    const auto format = findFormat(path);
    if (!format) {
        refusePickle(path);
        throw Error(ErrorCode::Unsupported,
                    path.string() + ": unknown extension; known are .nii .nii.gz .hdr .img .npy "
                                    ".npz .nrrd .nhdr .mha .mhd .gipl .gipl.gz .mnc");
    }
    return *format;
}

ItkFormat itkFormat(Format format) {
    switch (format) {
    case Format::Nrrd:
        return ItkFormat::Nrrd;
    case Format::MetaImage:
        return ItkFormat::MetaImage;
    case Format::Gipl:
        return ItkFormat::Gipl;
    case Format::Minc:
        return ItkFormat::Minc;
    case Format::Nifti:
    case Format::Numpy:
        break;
    }
    throw Error(ErrorCode::Internal, "not a format that ITK reads for us");
}

bool isWhole(double value) {
    return value == std::floor(value);
}

/// Rescaled samples as i32 where slope, intercept and results are whole numbers that fit.
template <typename Sample>
std::optional<std::vector<std::int32_t>> rescaledIntegers(const std::vector<Sample>& samples,
                                                          const Rescale& rescale) {
    constexpr double bound = 2147483647;
    std::vector<std::int32_t> result(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double value = static_cast<double>(samples[i]) * rescale.slope + rescale.intercept;
        if (!(std::abs(value) <= bound)) {
            return std::nullopt;
        }
        result[i] = static_cast<std::int32_t>(value);
    }
    return result;
}

PixelBuffer narrowed(std::vector<std::int32_t> values) {
    const bool fits = std::all_of(values.begin(), values.end(), [](std::int32_t value) {
        return std::in_range<std::int16_t>(value);
    });
    if (fits) {
        std::vector<std::int16_t> small(values.size());
        std::transform(values.begin(), values.end(), small.begin(),
                       [](std::int32_t value) { return static_cast<std::int16_t>(value); });
        return small;
    }
    return values;
}

/// The same values without a rescale, for formats that have no place for one: whole numbers stay
/// integers, others become f32.
Volume withoutRescale(const Volume& volume) {
    const Rescale& rescale = volume.rescale();
    PixelBuffer pixels = std::visit(
        [&]<typename Sample>(const std::vector<Sample>& samples) -> PixelBuffer {
            if (std::is_integral_v<Sample> && isWhole(rescale.slope) &&
                isWhole(rescale.intercept)) {
                if (auto integers = rescaledIntegers(samples, rescale)) {
                    return narrowed(std::move(*integers));
                }
            }
            std::vector<float> values(samples.size());
            std::transform(samples.begin(), samples.end(), values.begin(), [&](Sample sample) {
                return static_cast<float>(static_cast<double>(sample) * rescale.slope +
                                          rescale.intercept);
            });
            return values;
        },
        volume.pixels());
    return Volume(volume.geometry(), std::move(pixels), volume.frames());
}

FileSummary inspectNiftiFile(const fs::path& path) {
    NiftiSummary summary = inspectNifti(path);
    return {"nifti", summary.geometry, summary.frames, std::move(summary.problems)};
}

/// An archive of masks has no image, but its grid all the same.
FileSummary inspectArrays(const fs::path& path) {
    try {
        const Volume volume = readArrayVolume(path);
        return {"numpy", volume.geometry(), volume.frames(), {}};
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput || !hasExtension(path, ".npz")) {
            throw;
        }
    }
    const LabelMap labels = readArrayLabels(path);
    return {"numpy", labels.geometry(), labels.layers(), {}};
}

} // namespace

bool isKnownFormat(const fs::path& path) {
    return findFormat(path).has_value();
}

std::string formatName(const fs::path& path) {
    static constexpr std::array<std::string_view, 6> names{"nifti",     "numpy", "nrrd",
                                                           "metaimage", "gipl",  "minc"};
    const auto format = findFormat(path);
    return format ? std::string(names[static_cast<std::size_t>(*format)]) : std::string();
}

FileSummary inspectFile(const fs::path& path) {
    const Format format = formatOf(path);
    if (format == Format::Nifti) {
        return inspectNiftiFile(path);
    }
    if (format == Format::Numpy) {
        return inspectArrays(path);
    }
    const ItkHeader header = readItkHeader(path, itkFormat(format));
    return {formatName(path), header.geometry, header.frames, {}};
}

Volume readVolume(const fs::path& path, const ReadLimits& limits) {
    const Format format = formatOf(path);
    if (format == Format::Nifti) {
        return readNifti(path, limits);
    }
    if (format == Format::Numpy) {
        return readArrayVolume(path, limits);
    }
    return readItkVolume(path, itkFormat(format), limits).volume;
}

NotedVolume openVolume(const fs::path& path, const ReadOptions& options) {
    if (formatOf(path) == Format::Nifti) {
        return openNifti(path, options);
    }
    return {readVolume(path, options.limits), {}};
}

LabelMap readLabels(const fs::path& path, const ReadLimits& limits) {
    std::error_code absent;
    if (fs::is_directory(path, absent)) {
        return readRoiFolder(path, limits);
    }
    const Format format = formatOf(path);
    LabelMap labels;
    if (format == Format::Numpy) {
        labels = readArrayLabels(path, limits);
    } else if (format == Format::Nifti) {
        labels = readNiftiLabels(path, limits);
    } else {
        const ItkVolume read = readItkVolume(path, itkFormat(format), limits);
        labels = toLabelMap(read.volume, path.string());
        applySlicerFields(read.fields, labels, path.string());
    }
    const auto table = findLabelTable(path);
    if (labels.segments().empty() && table && !hasExtension(path, ".npz")) {
        nameByTable(*table, labels);
    }
    return labels;
}

void writeVolume(const fs::path& path, const Volume& volume) {
    const Format format = formatOf(path);
    if (format == Format::Nifti) {
        writeNifti(path, volume);
    } else if (format == Format::Numpy) {
        writeArrayVolume(path, volume);
    } else if (volume.rescale() == Rescale{}) {
        writeItkVolume(path, itkFormat(format), volume);
    } else {
        writeItkVolume(path, itkFormat(format), withoutRescale(volume));
    }
}

void writeLabels(const fs::path& path, const LabelMap& labels) {
    const Format format = formatOf(path);
    if (format == Format::Numpy) {
        writeArrayLabels(path, labels);
        return;
    }
    if (format == Format::Nrrd) {
        writeItkVolume(path, ItkFormat::Nrrd, toVolume(labels), slicerFields(labels));
        return;
    }
    const std::string names = labelTableText(labels, LabelTableKind::ItkSnap, path.string());
    if (format == Format::Nifti) {
        writeNifti(path, labels);
    } else {
        writeItkVolume(path, itkFormat(format), toVolume(labels));
    }
    // An empty table replaces the one of an earlier file, whose names would not be these labels'.
    if (!names.empty() || findLabelTable(path)) {
        writeFileAtomically(labelTablePath(path), std::string_view(names));
    }
}

} // namespace laurel
