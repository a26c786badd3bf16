#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "text_table.h"

namespace laurel {

namespace {

FoundVolume describe(const ImageChoice& choice) {
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
    return volume;
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
    return text;
}

} // namespace

void runInfo(const InfoOptions& options, Console& console) {
    std::vector<FoundVolume> volumes;
    for (const ImageChoice& choice : findImages(options.path, console.cancel())) {
        volumes.push_back(describe(choice));
    }
    std::string text;
    for (const FoundVolume& volume : volumes) {
        text += textOf(volume);
    }
    console.result(infoJson(volumes), text);
}

} // namespace laurel
