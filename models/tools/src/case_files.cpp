#include "case_files.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"

namespace laurel {

namespace {

bool isArrayFile(const std::filesystem::path& path) {
    return path.extension() == ".npz" || path.extension() == ".npy";
}

/// "Soleus_L" → {"Soleus", "_L"}; no side: the whole name and nothing.
std::pair<std::string, std::string> splitSide(const std::string& name) {
    constexpr std::size_t sideLength = 2;
    if (name.ends_with("_L") || name.ends_with("_R")) {
        return {name.substr(0, name.size() - sideLength), name.substr(name.size() - sideLength)};
    }
    return {name, ""};
}

/// @throws Error InvalidInput for a name in the table that the file does not have
void rename(LabelMap& labels, const std::map<std::string, std::string>& names,
            const std::string& file) {
    std::vector<Segment> segments = labels.segments();
    std::map<std::string, std::string> unused = names;
    labels.clearSegments();
    for (Segment& segment : segments) {
        const auto [name, side] = splitSide(segment.name);
        if (const auto found = names.find(name); found != names.end()) {
            segment.name = found->second + side;
            unused.erase(name);
        }
        labels.addSegment(segment);
    }
    if (!unused.empty()) {
        throw Error(ErrorCode::InvalidInput, file + ": has no structure named '" +
                                                 unused.begin()->first +
                                                 "', which the configuration renames");
    }
}

LabelMap readAnatomy(const std::filesystem::path& path,
                     const std::map<std::uint16_t, std::string>& names) {
    LabelMap labels = readNiftiLabels(path);
    labels.clearSegments();
    for (const auto& [value, name] : names) {
        Segment segment;
        segment.name = name;
        segment.value = value;
        labels.addSegment(segment);
    }
    for (std::uint16_t& value : labels.layer(0)) {
        if (!names.contains(value)) {
            value = 0;
        }
    }
    return labels;
}

} // namespace

std::vector<LabelMap> readAnatomies(const std::vector<std::filesystem::path>& paths,
                                    const std::map<std::uint16_t, std::string>& names) {
    std::vector<LabelMap> anatomies;
    anatomies.reserve(paths.size());
    for (const std::filesystem::path& path : paths) {
        anatomies.push_back(readAnatomy(path, names));
    }
    return anatomies;
}

TrainingCase readCase(const std::filesystem::path& image, const std::filesystem::path& labels,
                      const std::map<std::string, std::string>& names) {
    TrainingCase result;
    result.image = isArrayFile(image) ? readArrayVolume(image) : readNifti(image);
    result.labels = isArrayFile(labels) ? readArrayLabels(labels, {}, result.image.geometry())
                                        : readNiftiLabels(labels);
    const std::string file = labels.filename().string();
    if (!result.labels.geometry().sameGridAs(result.image.geometry())) {
        throw Error(ErrorCode::InvalidInput, file + ": has " + result.labels.geometry().describe() +
                                                 ", its image " +
                                                 result.image.geometry().describe());
    }
    rename(result.labels, names, file);
    return result;
}

} // namespace laurel
