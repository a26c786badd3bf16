#include "laurel/workflow/image_source.h"

#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"
#include "laurel/formats/files.h"
#include "laurel/imaging/orientation.h"
#include "laurel/net/laurel_home.h"
#include "laurel/synthesis/limb_phantom.h"
#include "laurel/workflow/case_store.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// The file's name without an extension that Laurel knows, even one of two parts.
std::string stemOf(const fs::path& file) {
    for (const char* extension : {".nii.gz", ".gipl.gz"}) {
        if (hasExtension(file, extension)) {
            return replaceExtension(file, extension, "").filename().string();
        }
    }
    return file.stem().string();
}

/// Letters and digits stay, whatever else becomes one "-".
std::string safeName(const std::string& text) {
    constexpr std::size_t mostBytes = 48;
    std::string name;
    for (const char c : text.substr(0, mostBytes)) {
        const bool kept =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (kept || (!name.empty() && name.back() != '-')) {
            name += kept ? c : '-';
        }
    }
    while (!name.empty() && name.back() == '-') {
        name.pop_back();
    }
    return name.empty() ? "case" : name;
}

} // namespace

OpenedImage openImage(const ImageRequest& request, ProgressSink& progress,
                      const CancellationToken& cancel) {
    LoadedImage loaded = loadImage(request, progress, cancel);
    cancel.throwIfCancelled();
    OpenedImage opened;
    opened.image = std::make_shared<const Volume>(std::move(loaded.volume));
    opened.reference.path = fs::absolute(loaded.path).lexically_normal();
    opened.reference.seriesId = std::move(loaded.seriesId);
    opened.reference.consent = request.consent;
    opened.reference.isColor = loaded.isColor;
    opened.reference.frameOfReference = std::move(loaded.frameOfReference);
    opened.reference.description = opened.image->description;
    opened.reference.modality = opened.image->modality;
    opened.reference.sha256 = imageDigest(*opened.image, opened.reference.frame);
    opened.notes = std::move(loaded.notes);
    return opened;
}

std::string describeGrid(const Geometry& geometry) {
    std::ostringstream text;
    const WorldPoint& origin = geometry.origin();
    text << geometry.describe() << ", first voxel at (" << origin.x << ", " << origin.y << ", "
         << origin.z << ") mm, axes " << Orientation::of(geometry.direction()).letters();
    return text.str();
}

void requireSameGrid(const Geometry& first, const std::string& firstName, const Geometry& second,
                     const std::string& secondName) {
    if (!first.sameGridAs(second)) {
        throw Error(ErrorCode::InvalidInput, "the grids differ: " + firstName + " has " +
                                                 describeGrid(first) + "; " + secondName + " has " +
                                                 describeGrid(second));
    }
}

std::string caseNameFor(const ImageReference& reference) {
    const bool isFile = reference.seriesId.empty() && isKnownFormat(reference.path);
    return safeName(isFile ? stemOf(reference.path) : reference.description);
}

fs::path sampleImage(const fs::path& home, ProgressSink& progress,
                     const CancellationToken& cancel) {
    fs::path file = home / "samples" / "sample-leg.nii.gz";
    if (std::error_code absent; fs::exists(file, absent)) {
        return file;
    }
    makeFolders(home, file.parent_path());
    progress.report(0, "making a sample leg");
    LimbPhantomSettings settings;
    settings.seed = 4; // a subject that the shipped model segments well, yet not perfectly
    settings.contrast = Contrast::ProtonDensity;
    const SyntheticCase made = makeLegPhantom(settings);
    cancel.throwIfCancelled();
    progress.report(0.8, "writing it");
    writeVolume(file, made.image);
    return file;
}

} // namespace laurel
