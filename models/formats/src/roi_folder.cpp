#include "laurel/formats/roi_folder.h"

#include "delimited_table.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/file_names.h"
#include "laurel/arrays/mask_layers.h"
#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/formats/files.h"
#include "laurel/formats/label_tables.h"
#include "laurel/imaging/orientation.h"

#include <algorithm>
#include <array>
#include <vector>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxFiles = 4096;
constexpr std::uint64_t maxTableBytes = std::uint64_t{4} << 20;
constexpr const char* tableName = "rois.tsv";

/// A structure and the file that holds its mask.
struct RoiFile {
    Segment segment;
    fs::path path;
};

[[noreturn]] void refuse(const fs::path& path, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, path.string() + ": " + problem);
}

/// Of a header and its image the header stands for both.
bool isImageOfPair(const fs::path& path) {
    for (const auto& [image, header] : {std::pair{".img", ".hdr"}, {".img.gz", ".hdr.gz"}}) {
        if (hasExtension(path, image)) {
            std::error_code absent;
            return fs::exists(replaceExtension(path, image, header), absent);
        }
    }
    return false;
}

bool isMaskFile(const fs::directory_entry& entry) {
    std::error_code gone;
    return entry.is_regular_file(gone) && isKnownFormat(entry.path()) &&
           entry.path().filename().string().front() != '.' && !isImageOfPair(entry.path());
}

std::vector<fs::path> maskFilesOf(const fs::path& folder) {
    std::error_code failure;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder, failure)) {
        if (isMaskFile(entry)) {
            files.push_back(entry.path());
        }
        if (files.size() > maxFiles) {
            throw Error(ErrorCode::LimitExceeded,
                        folder.string() + ": more than " + std::to_string(maxFiles) + " masks");
        }
    }
    if (failure) {
        throw Error(ErrorCode::Io, "cannot list " + folder.string() + ": " + failure.message());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string stemOf(const fs::path& file) {
    for (const char* extension : {".nii.gz", ".hdr.gz", ".img.gz", ".gipl.gz", ".seg.nrrd"}) {
        if (hasExtension(file, extension)) {
            return replaceExtension(file, extension, "").filename().string();
        }
    }
    return file.stem().string();
}

std::vector<RoiFile> filesByName(const fs::path& folder) {
    std::vector<RoiFile> files;
    for (const fs::path& path : maskFilesOf(folder)) {
        RoiFile file;
        file.path = path;
        file.segment.name = stemOf(path);
        file.segment.value = static_cast<std::uint16_t>(files.size() + 1);
        file.segment.color = defaultColor(file.segment.value);
        if (!isValidUtf8(file.segment.name) || hasControlCharacter(file.segment.name)) {
            refuse(folder, "the file name " + quotedForMessage(file.segment.name) +
                               " is not plain UTF-8 text");
        }
        files.push_back(std::move(file));
    }
    return files;
}

std::vector<RoiFile> filesByTable(const fs::path& folder) {
    const fs::path table = folder / tableName;
    std::vector<RoiFile> files;
    for (TableEntry& entry :
         parseTableEntries(readTextFile(table, maxTableBytes), '\t', table.string())) {
        const bool isOfFolder = entry.file.find_first_of("/\\") == std::string::npos &&
                                isKnownFormat(entry.file) && entry.file.front() != '.';
        if (!isOfFolder || entry.segment.value == 0) {
            refuse(table, "each line names a file of the folder and a value above 0, not " +
                              quotedForMessage(entry.file) + " and " +
                              std::to_string(entry.segment.value));
        }
        files.push_back({std::move(entry.segment), folder / entry.file});
        if (files.size() > maxFiles) {
            throw Error(ErrorCode::LimitExceeded,
                        table.string() + ": more than " + std::to_string(maxFiles) + " masks");
        }
    }
    return files;
}

LabelMap readMask(const fs::path& path, const ReadLimits& limits,
                  const std::optional<Geometry>& geometry) {
    LabelMap mask = hasExtension(path, ".npy") ? readArrayLabels(path, limits, geometry)
                                               : readLabels(path, limits);
    if (mask.layers() > 1) {
        refuse(path, "has " + std::to_string(mask.layers()) +
                         " layers, but a file of a folder of masks holds one structure");
    }
    return mask;
}

/// Offsets of a mask's voxels.
std::vector<std::size_t> insideOf(const LabelMap& mask, const fs::path& path) {
    std::vector<std::size_t> inside;
    std::uint16_t found = 0;
    const auto voxels = mask.layer(0);
    for (std::size_t at = 0; at < voxels.size(); ++at) {
        const std::uint16_t value = voxels[at];
        if (value == 0) {
            continue;
        }
        if (found != 0 && value != found) {
            refuse(path, "holds the values " + std::to_string(found) + " and " +
                             std::to_string(value) +
                             ", but a file of a folder of masks holds 0 and one other; a label "
                             "map is opened by itself");
        }
        found = value;
        inside.push_back(at);
    }
    return inside;
}

/// The masks of one grid, put together.
class MaskStack {
  public:
    explicit MaskStack(const ReadLimits& limits) : limits_(limits) {}

    void add(const RoiFile& file, LabelMap mask) {
        if (!labels_) {
            labels_.emplace(mask.geometry());
            first_ = file.path;
        }
        mask = onGrid(std::move(mask), file.path);
        const std::vector<std::size_t> inside = insideOf(mask, file.path);
        Segment segment = file.segment;
        segment.layer = firstFreeLayer(*labels_, inside, segment.value);
        requireRoom(file.path);
        const auto voxels = labels_->layer(segment.layer);
        for (const std::size_t at : inside) {
            voxels[at] = segment.value;
        }
        while (labels_->findByName(segment.name) != nullptr) {
            segment.name += " (" + std::to_string(segment.value) + ")";
        }
        labels_->addSegment(std::move(segment));
    }

    LabelMap take() { return std::move(*labels_); }

  private:
    LabelMap onGrid(LabelMap mask, const fs::path& path) const {
        const Geometry& grid = labels_->geometry();
        const Orientation wanted = Orientation::of(grid.direction());
        if (!(Orientation::of(mask.geometry().direction()) == wanted)) {
            mask = reorient(mask, wanted);
        }
        if (!grid.sameGridAs(mask.geometry())) {
            refuse(path, "its grid, " + mask.geometry().describe() + ", is not that of " +
                             first_.filename().string() + ", " + grid.describe());
        }
        return mask;
    }

    void requireRoom(const fs::path& path) const {
        const auto layerBytes = static_cast<std::uint64_t>(labels_->layer(0).size_bytes());
        if (static_cast<std::uint64_t>(labels_->layers()) * layerBytes > limits_.maxBytes) {
            throw Error(ErrorCode::LimitExceeded, path.string() + ": the masks overlap in " +
                                                      std::to_string(labels_->layers()) +
                                                      " layers, more than memory allows");
        }
    }

    ReadLimits limits_;
    std::optional<LabelMap> labels_;
    fs::path first_;
};

std::vector<RoiFile> namedFiles(LabelMap& labels) {
    labels.nameUnlabelled();
    std::vector<RoiFile> files;
    std::vector<std::string> taken;
    for (const Segment& segment : labels.segments()) {
        if (!isValidUtf8(segment.name) || hasControlCharacter(segment.name)) {
            throw Error(ErrorCode::InvalidArgument, "the name of label " +
                                                        std::to_string(segment.value) +
                                                        " is not plain UTF-8 text");
        }
        std::string stem = roiFileStem(segment.name);
        while (std::find(taken.begin(), taken.end(), stem) != taken.end()) {
            stem += "_" + std::to_string(segment.value);
        }
        taken.push_back(stem);
        files.push_back({segment, stem + ".nii.gz"});
    }
    return files;
}

void writeMask(const fs::path& path, const LabelMap& labels, const Segment& segment) {
    const std::vector<std::uint8_t> mask = labels.mask(segment);
    writeNifti(path, LabelMap(labels.geometry(), {mask.begin(), mask.end()}));
}

std::string tableOf(const std::vector<RoiFile>& files) {
    std::vector<TableEntry> entries;
    entries.reserve(files.size());
    for (const RoiFile& file : files) {
        entries.push_back({file.segment, file.path.string()});
    }
    return tableEntriesText(entries);
}

void requireNew(const fs::path& folder) {
    std::error_code absent;
    if (fs::symlink_status(folder, absent).type() != fs::file_type::not_found &&
        !(fs::is_directory(folder, absent) && fs::is_empty(folder, absent))) {
        throw Error(ErrorCode::AlreadyExists,
                    folder.string() + " exists already and is not an empty folder");
    }
}

/// "a/b" for "a/b/", whose last part has no name.
fs::path withoutSlash(const fs::path& folder) {
    return folder.has_filename() ? folder : folder.parent_path();
}

} // namespace

bool isRoiFolder(const fs::path& path) {
    std::error_code failure;
    const fs::directory_iterator entries(path, failure);
    return !failure && std::any_of(begin(entries), end(entries), isMaskFile);
}

LabelMap readRoiFolder(const fs::path& folder, const ReadLimits& limits,
                       const std::optional<Geometry>& geometry) {
    std::error_code absent;
    const bool hasTable = fs::exists(folder / tableName, absent);
    const std::vector<RoiFile> files = hasTable ? filesByTable(folder) : filesByName(folder);
    if (files.empty()) {
        throw Error(ErrorCode::NotFound, folder.string() + " holds no mask that Laurel reads");
    }
    MaskStack stack(limits);
    for (const RoiFile& file : files) {
        stack.add(file, readMask(file.path, limits, geometry));
    }
    return stack.take();
}

void writeRoiFolder(const fs::path& target, const LabelMap& labels) {
    const fs::path folder = withoutSlash(target);
    requireNew(folder);
    LabelMap named = labels;
    const std::vector<RoiFile> files = namedFiles(named);
    const TemporaryFolder aside(folder.has_parent_path() ? folder.parent_path() : fs::path("."));
    const fs::path made = aside.path() / folder.filename();
    std::error_code failure;
    fs::create_directory(made, failure);
    for (const RoiFile& file : files) {
        writeMask(made / file.path, named, file.segment);
    }
    writeFileAtomically(made / tableName, std::string_view(tableOf(files)));
    fs::rename(made, folder, failure);
    if (failure) {
        throw Error(ErrorCode::Io, "cannot write " + folder.string() + ": " + failure.message());
    }
    syncToDisk(folder.has_parent_path() ? folder.parent_path() : fs::path("."));
}

std::string roiFileStem(const std::string& name) {
    constexpr std::size_t mostBytes = 120;
    std::string stem;
    for (const char letter : name.substr(0, mostBytes)) {
        const bool stays = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' ||
                           letter == '.' || (static_cast<unsigned char>(letter) & 0x80U) != 0;
        stem += stays ? letter : '_';
    }
    if (!isValidUtf8(stem)) { // cut within a letter
        std::erase_if(
            stem, [](char letter) { return (static_cast<unsigned char>(letter) & 0x80U) != 0; });
    }
    if (stem.empty() || stem.front() == '.') {
        stem.insert(0, "roi");
    }
    return stem;
}

} // namespace laurel
