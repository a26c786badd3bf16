#include "format_rows.h"

#include "laurel/base/error.h"
#include "laurel/dicom/series.h"
#include "slice_header.h"

#include <dcmtk/config/osconfig.h>

#include <algorithm>
#include <dcmtk/dcmdata/dcuid.h>
#include <map>
#include <set>

namespace laurel {

namespace fs = std::filesystem;

namespace {

std::string nameOf(const std::string& uid) {
    if (uid.empty()) {
        return "no SOP class";
    }
    const char* const name = dcmFindNameOfUID(uid.c_str());
    return name != nullptr ? name : uid;
}

std::string describe(const SeriesInfo& series) {
    const auto object = readImageObject(series.files.front());
    if (!object) {
        return "no DICOM";
    }
    const SliceHeader& first = object->slices.front();
    std::string what = nameOf(first.sopClass) + ", " + nameOf(first.transferSyntax) + ", " +
                       std::to_string(series.files.size()) +
                       (series.files.size() == 1 ? " file" : " files");
    if (first.frames > 1) {
        what += " of " + std::to_string(first.frames) + " frames";
    }
    return what + (first.tile ? ", mosaic" : "");
}

std::string notesOf(const SeriesInfo& series) {
    std::string notes;
    for (const std::string& note : series.notes) {
        notes += "; " + note;
    }
    return notes;
}

FormatRow rowOf(const SeriesInfo& series, const SeriesObserver& observer) {
    FormatRow row;
    row.what = describe(series);
    SeriesReadOptions options;
    if (series.canResample()) {
        options.irregular = SeriesReadOptions::Irregular::Resample;
    }
    try {
        NoProgress progress;
        const Volume volume = readSeries(series, progress, {}, options);
        row.isOpened = true;
        if (observer) {
            row.number = observer(series, volume);
        }
        row.result = (series.canResample() ? series.problems.front() + ": " : "opens as ") +
                     volume.geometry().describe();
        if (volume.frames() > 1) {
            row.result += ", " + std::to_string(volume.frames()) + " frames";
        }
        row.result += notesOf(series);
    } catch (const Error& error) {
        row.result = "refused: " + (series.problems.empty() ? std::string(error.what())
                                                            : series.problems.front());
    }
    return row;
}

std::string withoutPaths(std::string text, const fs::path& root) {
    const std::string prefix = root.string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
        text.erase(at, prefix.size());
    }
    return text;
}

} // namespace

std::vector<FormatRow> formatRows(const fs::path& root, const SeriesObserver& observer) {
    std::set<fs::path> folders;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file()) {
            folders.insert(entry.path().parent_path());
        }
    }
    std::vector<FormatRow> rows;
    for (const fs::path& folder : folders) {
        std::set<std::string> whole; // series whose 4-D volume stands for its parts
        for (const SeriesInfo& series : findSeries(folder)) {
            const bool isOwn = series.files.front().parent_path() == folder;
            if (!isOwn || whole.contains(series.seriesId)) {
                continue;
            }
            if (series.frames > 1) {
                whole.insert(series.seriesId);
            }
            rows.push_back(rowOf(series, observer));
            rows.back().folder = fs::relative(folder, root);
            rows.back().result = withoutPaths(rows.back().result, root);
        }
    }
    return rows;
}

std::string formatTable(const std::vector<FormatRow>& rows) {
    std::string table = "| Folder | What | Laurel | The same to |\n|---|---|---|---|\n";
    for (const FormatRow& row : rows) {
        table += "| `" + row.folder + "` | " + row.what + " | " + row.result + " | " + row.readers +
                 " |\n";
    }
    return table;
}

} // namespace laurel
