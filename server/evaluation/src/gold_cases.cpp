#include "laurel/server_evaluation/gold_cases.h"

#include "gold_content.h"
#include "gold_staging.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/file_names.h"
#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/formats/files.h"
#include "laurel/metrics/label_renaming.h"
#include "laurel/server_domain/model_catalog.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace laurel {

namespace fs = std::filesystem;

namespace {

void requireGroup(const std::string& group) {
    constexpr std::size_t mostBytes = 64;
    if (group.size() > mostBytes || hasControlCharacter(group) || !isValidUtf8(group)) {
        throw Error(ErrorCode::InvalidArgument,
                    "a group is at most 64 bytes of printable UTF-8, not " +
                        quotedForMessage(group));
    }
}

void requireReadable(const fs::path& file) {
    if (std::error_code ignored; !fs::exists(file, ignored)) {
        throw Error(ErrorCode::NotFound, file.string() + ": no such file");
    }
    if (fs::is_directory(file) || !isKnownFormat(file)) {
        throw Error(ErrorCode::Unsupported,
                    file.string() +
                        ": gold cases are read from NIfTI, NumPy, NRRD, MetaImage, GIPL or MINC "
                        "files; convert a DICOM series first: laurelctl convert FOLDER "
                        "image.nii.gz");
    }
}

Volume readImage(const fs::path& file) {
    requireReadable(file);
    Volume image = readVolume(file);
    if (image.frames() != 1) {
        throw Error(ErrorCode::InvalidInput, file.string() + ": a gold case has one frame, not " +
                                                 std::to_string(image.frames()));
    }
    return image;
}

LabelMap readReference(const GoldCaseFiles& files, const Geometry& grid) {
    requireReadable(files.labels);
    const bool isArray = hasExtension(files.labels, ".npz") || hasExtension(files.labels, ".npy");
    LabelMap labels = isArray ? readArrayLabels(files.labels, {}, grid) : readLabels(files.labels);
    if (!labels.geometry().sameGridAs(grid)) {
        throw Error(ErrorCode::InvalidInput,
                    "the grids differ or lie elsewhere: " + files.image.string() + " has " +
                        grid.describe() + ", " + files.labels.string() + " has " +
                        labels.geometry().describe());
    }
    labels.nameUnlabelled(); // so that a value without a name can be given one
    labels = withRenamedSegments(std::move(labels), files.renames);
    const std::vector<Segment> segments = labels.segments();
    labels.clearSegments();
    for (const Segment& segment : segments) {
        if (labels.voxels(segment) > 0) {
            labels.addSegment(segment);
        }
    }
    return labels;
}

std::vector<std::string> namesOf(const LabelMap& labels) {
    std::vector<std::string> names;
    for (const Segment& segment : labels.segments()) {
        names.push_back(segment.name);
    }
    return names;
}

std::vector<std::string> without(std::vector<std::string> names,
                                 const std::vector<std::string>& others) {
    std::erase_if(names, [&](const std::string& name) {
        return std::ranges::find(others, name) != others.end();
    });
    return names;
}

/// Whether the pre-processing takes the image, and finds something in it.
void requireSegmentable(Engine& engine, const ModelManifest& manifest, const Volume& image,
                        const fs::path& file, const CancellationToken& cancel) {
    if (engine.prepare(manifest, image, 0, cancel)->planes() == 0) {
        throw Error(ErrorCode::InvalidInput,
                    file.string() + ": model " + manifest.id + " finds no limb in this image");
    }
}

std::string detailOf(const GoldCase& goldCase) {
    return nlohmann::json{{"model", goldCase.modelId},
                          {"group", goldCase.group},
                          {"labels", goldCase.labels},
                          {"slices", goldCase.slices}}
        .dump();
}

bool isNamed(MetadataReader& reader, const std::string& sha256) {
    const auto names = [&](const GoldCase& one) {
        return one.imageSha256 == sha256 || one.labelsSha256 == sha256;
    };
    const std::vector<std::string> models = reader.gold().models();
    return std::any_of(models.begin(), models.end(), [&](const std::string& model) {
        return std::ranges::any_of(reader.gold().cases(model), names);
    });
}

} // namespace

GoldCases::GoldCases(MetadataStore& metadata, BlobStore& blobs, Engine& engine,
                     std::function<std::int64_t()> nowMs)
    : metadata_(metadata), blobs_(blobs), engine_(engine), nowMs_(std::move(nowMs)) {}

AddedGoldCase GoldCases::add(const std::string& modelId, const GoldCaseFiles& files,
                             const std::string& actor, const CancellationToken& cancel) {
    requireGroup(files.group);
    const ModelManifest manifest = currentManifest(modelId);
    const Volume image = readImage(files.image);
    const LabelMap labels = readReference(files, image.geometry());
    SegmentFit fit = matchModelSegments(manifest, labels, files.labels.string());
    requireSegmentable(engine_, manifest, image, files.image, cancel);
    std::vector<std::string> kept = without(namesOf(labels), fit.foreign);
    std::vector<std::string> missing = without(modelSegmentNames(manifest), kept);
    const GoldContent content = strippedContent(image, labels, kept);

    const GoldStaging staging(blobs_);
    writeGoldContent(staging.folder(), content);
    cancel.throwIfCancelled();
    GoldCase goldCase{randomHexText(16),         modelId,  files.group, std::move(kept),
                      image.geometry().size().z, nowMs_(), "",          ""};
    try {
        goldCase.imageSha256 = blobs_.take(staging.folder() / goldImageName);
        goldCase.labelsSha256 = blobs_.take(staging.folder() / goldLabelsName);
        record(goldCase, actor);
    } catch (...) {
        deleteUnnamed(goldCase);
        throw;
    }
    return {std::move(goldCase), std::move(missing), std::move(fit.foreign)};
}

std::vector<GoldCase> GoldCases::list(const std::string& modelId) const {
    ModelCatalog(metadata_, blobs_).model(modelId); // whether there is one
    return metadata_.beginRead()->gold().cases(modelId);
}

void GoldCases::remove(const std::string& id, const std::string& actor) {
    const GoldStaging staging(blobs_); // nobody adds the same pixels meanwhile
    deleteUnnamed(markRemoved(id, actor));
}

GoldCase GoldCases::markRemoved(const std::string& id, const std::string& actor) {
    const auto writer = metadata_.beginWrite();
    std::optional<GoldCase> goldCase = writer->gold().find(id);
    if (!goldCase) {
        throw Error(ErrorCode::NotFound, "there is no gold case " + quotedForMessage(id));
    }
    const auto cases = writer->gold().cases(goldCase->modelId);
    if (std::ranges::find(cases, id, &GoldCase::id) != cases.end()) {
        const std::int64_t now = nowMs_();
        writer->gold().remove(id, now);
        writer->audit().append({now, actor, "gold.remove", id, detailOf(*goldCase)});
        writer->commit();
    }
    return std::move(*goldCase);
}

ModelManifest GoldCases::currentManifest(const std::string& modelId) const {
    const ModelCatalog catalog(metadata_, blobs_);
    const std::int64_t number = catalog.currentVersion(modelId).number;
    const VersionFile file = catalog.file(modelId, number, manifestFileName);
    std::string text(file.content->size(), '\0');
    file.content->read(0, std::as_writable_bytes(std::span(text)));
    return parseManifest(text, modelId + "@" + std::to_string(number) + "/" + manifestFileName);
}

void GoldCases::record(const GoldCase& goldCase, const std::string& actor) {
    const auto writer = metadata_.beginWrite();
    for (const GoldCase& other : writer->gold().cases(goldCase.modelId)) {
        if (other.imageSha256 == goldCase.imageSha256) {
            throw Error(ErrorCode::AlreadyExists, "this image is gold case " + other.id +
                                                      " of model " + goldCase.modelId +
                                                      " already; remove that one first");
        }
    }
    writer->gold().add(goldCase);
    writer->audit().append({goldCase.addedMs, actor, "gold.add", goldCase.id, detailOf(goldCase)});
    writer->commit();
}

void GoldCases::deleteUnnamed(const GoldCase& goldCase) {
    const auto reader = metadata_.beginRead();
    for (const std::string& sha256 : {goldCase.imageSha256, goldCase.labelsSha256}) {
        if (!sha256.empty() && !isNamed(*reader, sha256)) {
            blobs_.remove(sha256);
        }
    }
}

} // namespace laurel
