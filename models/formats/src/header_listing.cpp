#include "laurel/formats/header_listing.h"

#include "table_lines.h"

#include "laurel/arrays/nifti_listing.h"
#include "laurel/base/error.h"
#include "laurel/formats/files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostLines = 4096;

/// Fields that NRRD's and MetaImage's definitions give a meaning which is no free text, lower case.
constexpr std::array<std::string_view, 51> definedFields{"anatomicalorientation",
                                                         "axismaxs",
                                                         "axismins",
                                                         "axis maxs",
                                                         "axis mins",
                                                         "binarydata",
                                                         "binarydatabyteordermsb",
                                                         "block size",
                                                         "blocksize",
                                                         "byte skip",
                                                         "byteskip",
                                                         "centerofrotation",
                                                         "centering",
                                                         "centerings",
                                                         "centers",
                                                         "compresseddata",
                                                         "compresseddatasize",
                                                         "compressionlevel",
                                                         "dimension",
                                                         "dimsize",
                                                         "elementbyteordermsb",
                                                         "elementmax",
                                                         "elementmin",
                                                         "elementnumberofchannels",
                                                         "elementsize",
                                                         "elementspacing",
                                                         "elementtype",
                                                         "encoding",
                                                         "endian",
                                                         "headersize",
                                                         "kinds",
                                                         "line skip",
                                                         "lineskip",
                                                         "max",
                                                         "measurement frame",
                                                         "min",
                                                         "modality",
                                                         "ndims",
                                                         "objecttype",
                                                         "offset",
                                                         "old max",
                                                         "old min",
                                                         "orientation",
                                                         "position",
                                                         "sizes",
                                                         "space",
                                                         "space dimension",
                                                         "space directions",
                                                         "space origin",
                                                         "space units",
                                                         "spacings"};
constexpr std::array<std::string_view, 6> moreFields{"rotation", "thicknesses", "transformmatrix",
                                                     "type",     "units",       "labels"};

bool isDefined(std::string_view key) {
    const std::string lower = lowerCase(key);
    return std::find(definedFields.begin(), definedFields.end(), lower) != definedFields.end() ||
           std::find(moreFields.begin(), moreFields.end(), lower) != moreFields.end() ||
           lower.starts_with("segment"); // 3D Slicer's, of structures
}

/// "key: value", "key:=value" or "Key = value"; false for a line that is none.
bool addLine(std::string_view line, bool isNrrd, bool showPatient,
             std::vector<HeaderField>& fields) {
    const std::size_t split = line.find(isNrrd ? ':' : '=');
    if (split == std::string_view::npos) {
        return false;
    }
    std::string_view value = line.substr(split + 1);
    if (value.starts_with('=')) {
        value.remove_prefix(1);
    }
    HeaderField field;
    field.key = shownHeaderText(std::string(withoutBlanks(line.substr(0, split))));
    field.isHidden = !showPatient && !isDefined(field.key);
    field.value = field.isHidden ? "" : shownHeaderText(std::string(withoutBlanks(value)));
    fields.push_back(std::move(field));
    return true;
}

/// Up to the empty line of NRRD, or MetaImage's name of its data.
std::vector<HeaderField> listTextHeader(const fs::path& path, bool isNrrd, bool showPatient) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw Error(fs::exists(path) ? ErrorCode::Io : ErrorCode::NotFound,
                    "cannot open " + path.string());
    }
    std::vector<HeaderField> fields;
    std::array<char, 65536> line{};
    for (std::size_t number = 0; number < mostLines && file.getline(line.data(), line.size());
         ++number) {
        const std::string_view text = withoutBlanks(line.data());
        if (isNrrd && text.empty()) {
            break;
        }
        if (!text.starts_with('#') && addLine(text, isNrrd, showPatient, fields) &&
            lowerCase(fields.back().key) == "elementdatafile") {
            break;
        }
    }
    return fields;
}

} // namespace

std::vector<HeaderField> listHeader(const fs::path& path, bool showPatient) {
    inspectFile(path); // says what is wrong with a file that is none of its format
    const std::string format = formatName(path);
    if (format == "nifti") {
        return listNiftiHeader(path, showPatient);
    }
    if (format == "nrrd" || format == "metaimage") {
        return listTextHeader(path, format == "nrrd", showPatient);
    }
    throw Error(ErrorCode::Unsupported,
                path.string() + ": headers are listed of DICOM, NIfTI, NRRD and MetaImage");
}

} // namespace laurel
