#include "laurel/arrays/nifti.h"

#include "gzip_stream.h"
#include "nifti_header.h"
#include "nifti_paths.h"

#include "laurel/base/error.h"

#include <bit>
#include <optional>

#include <nifti2_io.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// A file opened and its header checked.
struct OpenNifti {
    GzipReader file;
    NiftiFields fields;
    NiftiLayout layout;
    std::vector<std::string> problems;

    OpenNifti(const fs::path& path, ShearedGrid sheared)
        : file(niftiHeaderPath(path)), fields(readNiftiFields(file)), problems(fields.problems) {
        layout = layOut(fields, file.name(), sheared, problems);
    }
};

/// The image of a pair. @throws Error NotFound where the header stands alone
GzipReader openPairImage(const fs::path& header) {
    for (const fs::path& candidate : niftiImagePaths(header)) {
        if (fs::exists(candidate)) {
            return GzipReader(candidate);
        }
    }
    throw Error(ErrorCode::NotFound, header.string() + " is a header without its image: " +
                                         niftiImagePaths(header).front().string() +
                                         " does not exist");
}

/// Empty when the file can hold the voxels that the header declares.
std::string shortage(const GzipReader& image, const OpenNifti& nifti) {
    const std::uint64_t needed = nifti.fields.voxelOffset + nifti.layout.voxelBytes;
    if (needed <= image.mostBytes()) {
        return {};
    }
    return image.name() + ": the header declares " + std::to_string(nifti.layout.voxelBytes) +
           " bytes of voxels from byte " + std::to_string(nifti.fields.voxelOffset) +
           ", but the file cannot hold more than " + std::to_string(image.mostBytes()) +
           " bytes in all";
}

void applyRescale(SampleBuffer& samples, const Rescale& rescale) {
    std::visit(
        [&](auto& all) {
            using Sample = typename std::decay_t<decltype(all)>::value_type;
            for (Sample& sample : all) {
                sample = static_cast<Sample>(static_cast<double>(sample) * rescale.slope +
                                             rescale.intercept);
            }
        },
        samples);
}

Volume readVoxels(GzipReader& image, std::uint64_t skipped, const OpenNifti& nifti) {
    const NiftiLayout& layout = nifti.layout;
    SampleBuffer samples = makeSamples(
        layout.datatype, static_cast<std::size_t>(layout.storedSize.voxels() * layout.frames));
    image.skip(skipped);
    image.read(writableBytes(samples));
    image.atEnd();
    if (nifti.fields.isSwapped) {
        swapSampleBytes(writableBytes(samples), sampleSize(samples));
    }
    Rescale rescale = layout.rescale;
    const bool isFloat =
        layout.datatype == NIFTI_TYPE_FLOAT32 || layout.datatype == NIFTI_TYPE_FLOAT64;
    if (isFloat && rescale != Rescale{}) {
        applyRescale(samples, rescale);
        rescale = {};
    }
    // Resampled samples get their grid then; until then the size has to be right.
    const Geometry geometry =
        layout.sheared ? Geometry(layout.storedSize, {1, 1, 1}) : layout.geometry;
    return Volume(geometry, toPixels(std::move(samples), image.name()), layout.frames, rescale);
}

void checkRoom(const GzipReader& image, const OpenNifti& nifti, const ReadLimits& limits) {
    if (nifti.layout.voxelBytes > limits.maxBytes) {
        throw Error(ErrorCode::LimitExceeded, image.name() + ": " +
                                                  std::to_string(nifti.layout.voxelBytes) +
                                                  " bytes of voxels, at most " +
                                                  std::to_string(limits.maxBytes) + " are read");
    }
    const std::string problem = shortage(image, nifti);
    if (!problem.empty()) {
        throw Error(ErrorCode::InvalidInput, problem);
    }
}

/// The samples as stored; their grid is right unless it is sheared.
Volume readStored(const fs::path& path, OpenNifti& nifti, const ReadLimits& limits) {
    if (nifti.fields.isPair) {
        GzipReader image = openPairImage(niftiHeaderPath(path));
        checkRoom(image, nifti, limits);
        return readVoxels(image, nifti.fields.voxelOffset, nifti);
    }
    checkRoom(nifti.file, nifti, limits);
    const std::uint64_t headerBytes =
        nifti.fields.version == 1 ? sizeof(nifti_1_header) : sizeof(nifti_2_header);
    return readVoxels(nifti.file, nifti.fields.voxelOffset - headerBytes, nifti);
}

/// An upright grid may be many times larger than the sheared one that it holds.
void checkUprightRoom(const OpenNifti& nifti, const ReadLimits& limits) {
    const NiftiLayout& layout = nifti.layout;
    const std::uint64_t bytes = static_cast<std::uint64_t>(layout.geometry.size().voxels()) *
                                static_cast<std::uint64_t>(layout.frames) * sizeof(float);
    if (bytes > limits.maxBytes) {
        throw Error(ErrorCode::LimitExceeded, nifti.file.name() + ": resampled, it would take " +
                                                  std::to_string(bytes) + " bytes, more than the " +
                                                  std::to_string(limits.maxBytes) + " allowed");
    }
}

} // namespace

NotedVolume openNifti(const fs::path& path, const ReadOptions& options) {
    OpenNifti nifti(path, options.sheared);
    if (!nifti.layout.sheared) {
        Volume stored = readStored(path, nifti, options.limits);
        return {std::move(stored), std::move(nifti.problems)};
    }
    checkUprightRoom(nifti, options.limits);
    return {resampleUpright(readStored(path, nifti, options.limits), *nifti.layout.sheared),
            std::move(nifti.problems)};
}

NotedLabels openNiftiLabels(const fs::path& path, const ReadOptions& options) {
    OpenNifti nifti(path, options.sheared);
    LabelMap stored = toLabelMap(readStored(path, nifti, options.limits), path.string());
    if (!nifti.layout.sheared) {
        return {std::move(stored), std::move(nifti.problems)};
    }
    checkUprightRoom(nifti, options.limits);
    return {resampleUpright(stored, *nifti.layout.sheared), std::move(nifti.problems)};
}

Volume readNifti(const fs::path& path, const ReadLimits& limits) {
    return openNifti(path, {limits, ShearedGrid::Refuse}).volume;
}

LabelMap readNiftiLabels(const fs::path& path, const ReadLimits& limits) {
    return openNiftiLabels(path, {limits, ShearedGrid::Refuse}).labels;
}

NiftiSummary inspectNifti(const fs::path& path) {
    OpenNifti nifti(path, ShearedGrid::Refuse);
    NiftiSummary summary;
    summary.version = nifti.fields.version;
    summary.compressed = nifti.file.isCompressed();
    summary.bigEndian = nifti.fields.isSwapped == (std::endian::native == std::endian::little);
    summary.datatype = nifti_datatype_string(nifti.fields.datatype);
    summary.geometry = nifti.layout.geometry;
    summary.frames = nifti.layout.frames;
    summary.rescale = nifti.layout.rescale;
    summary.problems = std::move(nifti.problems);
    std::string problem;
    try {
        problem = nifti.fields.isPair ? shortage(openPairImage(niftiHeaderPath(path)), nifti)
                                      : shortage(nifti.file, nifti);
    } catch (const Error& error) {
        problem = error.what();
    }
    if (!problem.empty()) {
        summary.problems.push_back(problem);
    }
    return summary;
}

} // namespace laurel
