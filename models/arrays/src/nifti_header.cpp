#include "nifti_header.h"

#include "laurel/base/error.h"

#include <cmath>
#include <cstring>
#include <sstream>
#include <string_view>

#include <nifti2_io.h>

namespace laurel {

namespace {

constexpr std::uint64_t maxVoxelOffset = std::uint64_t{1} << 40;

[[noreturn]] void refuse(const std::string& name, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, name + ": " + problem);
}

std::string shown(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

double finite(double value, const std::string& field, const std::string& name) {
    if (!std::isfinite(value)) {
        refuse(name, field + " is not a finite number");
    }
    return value;
}

std::uint64_t checkedVoxelOffset(double value, bool isPair, int version, const std::string& name) {
    finite(value, "vox_offset", name);
    const double least = isPair ? 0 : version == 1 ? 352 : 544;
    if (value < least || value > static_cast<double>(maxVoxelOffset) ||
        value != std::floor(value)) {
        refuse(name, "vox_offset must be a whole number of at least " + shown(least) + ", not " +
                         shown(value));
    }
    return static_cast<std::uint64_t>(value);
}

void checkExtent(std::size_t axis, std::int64_t extent, const std::string& name) {
    const std::string source = name + ": dim[" + std::to_string(axis) + "]";
    if (extent < 1 || extent > 65535) {
        refuse(source, "must be 1 to 65535, not " + std::to_string(extent));
    }
    if (axis > 4 && extent > 1) {
        throw Error(ErrorCode::Unsupported, source + ": is " + std::to_string(extent) +
                                                "; only 2 to 4 dimensions are supported");
    }
}

void checkDimensions(const NiftiFields& fields, const std::string& name) {
    const std::int64_t rank = fields.dim[0];
    if (rank < 1 || rank > 7) {
        refuse(name, "dim[0] must be 1 to 7, not " + std::to_string(rank));
    }
    if (rank < 2) {
        throw Error(ErrorCode::Unsupported, name + ": has one dimension; an image has 2 to 4");
    }
    for (std::size_t axis = 1; axis <= static_cast<std::size_t>(rank); ++axis) {
        checkExtent(axis, fields.dim[axis], name);
    }
}

void checkDatatype(const NiftiFields& fields, const std::string& name) {
    int bytes = 0;
    int swapBytes = 0;
    nifti_datatype_sizes(fields.datatype, &bytes, &swapBytes);
    switch (fields.datatype) {
    case NIFTI_TYPE_UINT8:
    case NIFTI_TYPE_INT8:
    case NIFTI_TYPE_UINT16:
    case NIFTI_TYPE_INT16:
    case NIFTI_TYPE_UINT32:
    case NIFTI_TYPE_INT32:
    case NIFTI_TYPE_UINT64:
    case NIFTI_TYPE_INT64:
    case NIFTI_TYPE_FLOAT32:
    case NIFTI_TYPE_FLOAT64:
        break;
    default:
        if (bytes == 0 && fields.datatype != DT_BINARY) {
            refuse(name, "datatype " + std::to_string(fields.datatype) + " is not a NIfTI type");
        }
        throw Error(ErrorCode::Unsupported,
                    name + ": datatype " + nifti_datatype_to_string(fields.datatype) +
                        " is not supported; integers of 8 to 64 bits and floats of 32 or 64 are");
    }
    if (fields.bitpix != 8 * bytes) {
        refuse(name, "bitpix is " + std::to_string(fields.bitpix) + ", but datatype " +
                         nifti_datatype_to_string(fields.datatype) + " has " +
                         std::to_string(8 * bytes) + " bits");
    }
}

void checkCode(int code, const std::string& field, const std::string& name) {
    if (code < 0 || code > 5) {
        refuse(name, field + " must be 0 to 5, not " + std::to_string(code));
    }
}

/// A slope of 0 means "not scaled"; nibabel writes NaN for the same into headers of its own.
void checkScaling(NiftiFields& fields, const std::string& name) {
    if (std::isnan(fields.slope)) {
        fields.problems.emplace_back("scl_slope is not a number: taken as not scaled");
        fields.slope = 0;
    }
    finite(fields.slope, "scl_slope", name);
    if (fields.slope == 0) {
        fields.intercept = 0;
    }
    finite(fields.intercept, "scl_inter", name);
}

template <typename Header>
void noteUnusedFields(const Header& raw, NiftiFields& fields) {
    const auto note = [&](double value, const char* field) {
        if (!std::isfinite(value)) {
            fields.problems.push_back(std::string(field) + " is not a finite number (not used)");
        }
    };
    note(raw.cal_max, "cal_max");
    note(raw.cal_min, "cal_min");
    note(raw.slice_duration, "slice_duration");
    note(raw.toffset, "toffset");
    for (std::size_t axis = 4; axis < fields.pixdim.size(); ++axis) {
        note(fields.pixdim[axis], "a pixdim beyond the third");
    }
}

template <typename Header>
void copyOrientation(const Header& raw, NiftiFields& fields, const std::string& name) {
    fields.quaternion = {finite(raw.quatern_b, "quatern_b", name),
                         finite(raw.quatern_c, "quatern_c", name),
                         finite(raw.quatern_d, "quatern_d", name)};
    fields.quaternionOffset = {finite(raw.qoffset_x, "qoffset_x", name),
                               finite(raw.qoffset_y, "qoffset_y", name),
                               finite(raw.qoffset_z, "qoffset_z", name)};
    for (std::size_t column = 0; column < 4; ++column) {
        fields.sform[column] = finite(raw.srow_x[column], "srow_x", name);
        fields.sform[4 + column] = finite(raw.srow_y[column], "srow_y", name);
        fields.sform[8 + column] = finite(raw.srow_z[column], "srow_z", name);
    }
}

template <typename Header>
NiftiFields checkedFields(const Header& raw, NiftiFields fields, const std::string& name) {
    for (std::size_t axis = 0; axis < 8; ++axis) {
        fields.dim[axis] = raw.dim[axis];
        fields.pixdim[axis] = raw.pixdim[axis];
        if (axis < 4) {
            finite(fields.pixdim[axis], "pixdim[" + std::to_string(axis) + "]", name);
        }
    }
    fields.datatype = raw.datatype;
    fields.bitpix = raw.bitpix;
    fields.voxelOffset = checkedVoxelOffset(static_cast<double>(raw.vox_offset), fields.isPair,
                                            fields.version, name);
    fields.slope = raw.scl_slope;
    fields.intercept = raw.scl_inter;
    fields.units = static_cast<unsigned char>(raw.xyzt_units);
    fields.qformCode = raw.qform_code;
    fields.sformCode = raw.sform_code;
    copyOrientation(raw, fields, name);
    checkDimensions(fields, name);
    checkDatatype(fields, name);
    checkCode(fields.qformCode, "qform_code", name);
    checkCode(fields.sformCode, "sform_code", name);
    checkScaling(fields, name);
    noteUnusedFields(raw, fields);
    return fields;
}

std::string_view magicOf(const nifti_1_header& raw) {
    return {raw.magic, sizeof raw.magic};
}

std::string_view magicOf(const nifti_2_header& raw) {
    return {raw.magic, sizeof raw.magic};
}

/// Whether the header is that of a pair.
/// @param digit the version in the magic: n+1, ni1, n+2, ni2
bool isPairMagic(std::string_view magic, char digit, const std::string& name) {
    const std::string single{'n', '+', digit, '\0'};
    const std::string pair{'n', 'i', digit, '\0'};
    const std::string_view start = magic.substr(0, 4);
    // NIfTI-2 goes on with PNG's line ends; libnifti2 itself writes zeros there.
    const std::string_view rest = magic.substr(4);
    const bool wholeRest = rest.empty() || rest == std::string_view("\r\n\032\n", 4) ||
                           rest == std::string_view("\0\0\0\0", 4);
    if ((start != single && start != pair) || !wholeRest) {
        const std::string version(1, digit);
        refuse(name, "no NIfTI-" + version + " magic (n+" + version + " or ni" + version + ")" +
                         (digit == '1' ? "; Analyze 7.5 is not supported, as it does not say left "
                                         "from right"
                                       : ""));
    }
    return start == pair;
}

template <typename Header>
Header readRaw(GzipReader& file, std::int32_t sizeField) {
    Header raw;
    std::memcpy(&raw, &sizeField, sizeof sizeField);
    const auto rest = std::as_writable_bytes(std::span(&raw, 1)).subspan(sizeof sizeField);
    file.read(rest);
    return raw;
}

NiftiFields readVersion1(GzipReader& file, std::int32_t sizeField, bool swapped) {
    auto raw = readRaw<nifti_1_header>(file, sizeField);
    NiftiFields fields;
    fields.isSwapped = swapped;
    fields.isPair = isPairMagic(magicOf(raw), '1', file.name());
    if (swapped) {
        nifti_swap_as_nifti1(&raw);
    }
    return checkedFields(raw, std::move(fields), file.name());
}

NiftiFields readVersion2(GzipReader& file, std::int32_t sizeField, bool swapped) {
    auto raw = readRaw<nifti_2_header>(file, sizeField);
    NiftiFields fields;
    fields.version = 2;
    fields.isSwapped = swapped;
    fields.isPair = isPairMagic(magicOf(raw), '2', file.name());
    if (swapped) {
        nifti_swap_as_nifti2(&raw);
    }
    return checkedFields(raw, std::move(fields), file.name());
}

} // namespace

NiftiFields readNiftiFields(GzipReader& file) {
    std::int32_t sizeField = 0;
    file.read(std::as_writable_bytes(std::span(&sizeField, 1)));
    std::int32_t swappedSize = sizeField;
    swapSampleBytes(std::as_writable_bytes(std::span(&swappedSize, 1)), sizeof swappedSize);
    for (const bool swapped : {false, true}) {
        const std::int32_t size = swapped ? swappedSize : sizeField;
        if (size == sizeof(nifti_1_header)) {
            return readVersion1(file, sizeField, swapped);
        }
        if (size == sizeof(nifti_2_header)) {
            return readVersion2(file, sizeField, swapped);
        }
    }
    refuse(file.name(), "not NIfTI: sizeof_hdr is " + std::to_string(sizeField) +
                            ", neither 348 nor 540 in either byte order");
}

SampleBuffer makeSamples(int datatype, std::size_t count) {
    switch (datatype) {
    case NIFTI_TYPE_UINT8:
        return std::vector<std::uint8_t>(count);
    case NIFTI_TYPE_INT8:
        return std::vector<std::int8_t>(count);
    case NIFTI_TYPE_UINT16:
        return std::vector<std::uint16_t>(count);
    case NIFTI_TYPE_INT16:
        return std::vector<std::int16_t>(count);
    case NIFTI_TYPE_UINT32:
        return std::vector<std::uint32_t>(count);
    case NIFTI_TYPE_INT32:
        return std::vector<std::int32_t>(count);
    case NIFTI_TYPE_UINT64:
        return std::vector<std::uint64_t>(count);
    case NIFTI_TYPE_INT64:
        return std::vector<std::int64_t>(count);
    case NIFTI_TYPE_FLOAT32:
        return std::vector<float>(count);
    case NIFTI_TYPE_FLOAT64:
        return std::vector<double>(count);
    default:
        throw Error(ErrorCode::Internal, "an unchecked NIfTI datatype");
    }
}

} // namespace laurel
