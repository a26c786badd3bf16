#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

#include "laurel/dicom/header_listing.h"
#include "laurel/formats/header_listing.h"

namespace laurel {

namespace {

FoundVolume describe(const ImageChoice& choice, const InfoOptions& options) {
    const bool isDicom = choice.format == "dicom";
    FoundVolume volume;
    volume.id = isDicom ? choice.seriesId : choice.path.filename().string();
    volume.format = choice.format;
    volume.modality = choice.modality;
    volume.description = choice.description;
    volume.size = choice.size;
    volume.frames = choice.frames;
    volume.geometry = choice.geometry;
    volume.problems = choice.problems;
    // What is odd about another file is a problem of it, though it can be read.
    auto& odd = isDicom ? volume.notes : volume.problems;
    odd.insert(odd.end(), choice.notes.begin(), choice.notes.end());
    if (options.tags && !choice.firstFile.empty()) {
        volume.tags = isDicom ? listDicomHeader(choice.firstFile, options.showPatient)
                              : listHeader(choice.firstFile, options.showPatient);
    }
    return volume;
}

std::string textOf(const HeaderField& field) {
    std::string text(2 + 2 * static_cast<std::size_t>(field.depth), ' ');
    text += field.key + (field.type.empty() ? "" : " " + field.type) +
            (field.name.empty() ? "" : " " + field.name);
    return text + ": " + (field.isHidden ? "(hidden)" : field.value) + "\n";
}

std::string textOf(const FoundVolume& volume) {
    std::string text = volume.id + " (" + volume.format +
                       (volume.modality.empty() ? "" : ", " + volume.modality) + ")";
    text += volume.description.empty() ? "\n" : " " + volume.description + "\n";
    if (volume.geometry) {
        text += "  " + describeGrid(*volume.geometry);
        text += volume.frames > 1 ? ", " + std::to_string(volume.frames) + " frames\n" : "\n";
    } else if (volume.size.x > 0) {
        text += "  " + std::to_string(volume.size.x) + "×" + std::to_string(volume.size.y) +
                " pixels, " + std::to_string(volume.size.z) + " images\n";
    }
    for (const std::string& problem : volume.problems) {
        text += "  problem: " + problem + "\n";
    }
    for (const std::string& note : volume.notes) {
        text += "  note: " + note + "\n";
    }
    for (const HeaderField& field : volume.tags) {
        text += textOf(field);
    }
    return text;
}

} // namespace

void runInfo(const InfoOptions& options, Console& console) {
    std::vector<FoundVolume> volumes;
    for (const ImageChoice& choice : findImages(options.path, console.cancel())) {
        if (options.series.empty() || options.series == choice.seriesId) {
            volumes.push_back(describe(choice, options));
        }
    }
    std::string text;
    for (const FoundVolume& volume : volumes) {
        text += textOf(volume);
    }
    console.result(infoJson(volumes), text);
}

} // namespace laurel
