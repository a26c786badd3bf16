#include "laurel/arrays/nifti.h"

#include "gzip_stream.h"
#include "nifti_paths.h"

#include "laurel/arrays/file_names.h"
#include "laurel/arrays/samples.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <nifti2_io.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

struct NimFree {
    void operator()(nifti_image* image) const noexcept { nifti_image_free(image); }
};
using NiftiImage = std::unique_ptr<nifti_image, NimFree>;

int datatypeOf(PixelType type) {
    switch (type) {
    case PixelType::U8:
        return NIFTI_TYPE_UINT8;
    case PixelType::I16:
        return NIFTI_TYPE_INT16;
    case PixelType::U16:
        return NIFTI_TYPE_UINT16;
    case PixelType::I32:
        return NIFTI_TYPE_INT32;
    case PixelType::F32:
        break;
    }
    return NIFTI_TYPE_FLOAT32;
}

/// Index to RAS mm.
nifti_dmat44 rasMatrix(const Geometry& geometry) {
    nifti_dmat44 matrix{};
    const WorldPoint& origin = geometry.origin();
    const std::array<double, 3> lps{origin.x, origin.y, origin.z};
    for (std::size_t row = 0; row < 3; ++row) {
        const double sign = row < 2 ? -1 : 1;
        for (std::size_t column = 0; column < 3; ++column) {
            matrix.m[row][column] =
                sign * geometry.direction()[3 * row + column] * geometry.spacing()[column];
        }
        matrix.m[row][3] = sign * lps[row];
    }
    matrix.m[3][3] = 1;
    return matrix;
}

void setForms(nifti_image& image, const Geometry& geometry) {
    image.sform_code = image.qform_code = NIFTI_XFORM_SCANNER_ANAT;
    image.sto_xyz = image.qto_xyz = rasMatrix(geometry);
    nifti_dmat44_to_quatern(image.qto_xyz, &image.quatern_b, &image.quatern_c, &image.quatern_d,
                            &image.qoffset_x, &image.qoffset_y, &image.qoffset_z, nullptr, nullptr,
                            nullptr, &image.qfac);
    image.xyz_units = NIFTI_UNITS_MM;
}

NiftiImage describe(const Volume& volume, bool isPair, int intent) {
    const Geometry& geometry = volume.geometry();
    const bool hasFrames = volume.frames() > 1;
    const std::array<std::int64_t, 8> dim{hasFrames ? 4 : 3,
                                          geometry.size().x,
                                          geometry.size().y,
                                          geometry.size().z,
                                          volume.frames(),
                                          1,
                                          1,
                                          1};
    NiftiImage image(nifti_make_new_nim(dim.data(), datatypeOf(volume.pixelType()), 0));
    if (!image) {
        throw Error(ErrorCode::Internal, "libnifti2 could not describe " + geometry.describe());
    }
    image->dx = image->pixdim[1] = geometry.spacing()[0];
    image->dy = image->pixdim[2] = geometry.spacing()[1];
    image->dz = image->pixdim[3] = geometry.spacing()[2];
    image->scl_slope = volume.rescale().slope;
    image->scl_inter = volume.rescale().intercept;
    image->intent_code = intent;
    setForms(*image, geometry);
    const bool version2 = std::max({geometry.size().x, geometry.size().y, geometry.size().z,
                                    volume.frames()}) > 32767;
    image->nifti_type = version2 ? (isPair ? NIFTI_FTYPE_NIFTI2_2 : NIFTI_FTYPE_NIFTI2_1)
                                 : (isPair ? NIFTI_FTYPE_NIFTI1_2 : NIFTI_FTYPE_NIFTI1_1);
    return image;
}

template <typename Header>
std::vector<std::byte> headerBytes(const Header& header) {
    // Four zero bytes say that no extensions follow.
    std::vector<std::byte> bytes(sizeof(Header) + 4);
    std::memcpy(bytes.data(), &header, sizeof(Header));
    return bytes;
}

std::vector<std::byte> encodeHeader(nifti_image& image, bool isPair) {
    const bool version2 =
        image.nifti_type == NIFTI_FTYPE_NIFTI2_1 || image.nifti_type == NIFTI_FTYPE_NIFTI2_2;
    if (version2) {
        image.iname_offset = isPair ? 0 : sizeof(nifti_2_header) + 4;
        nifti_2_header header{};
        if (nifti_convert_nim2n2hdr(&image, &header) == 0) {
            // libnifti2 stops at the zero in the middle of the magic.
            std::memcpy(header.magic + 4, "\r\n\032\n", 4);
            return headerBytes(header);
        }
    } else {
        image.iname_offset = isPair ? 0 : sizeof(nifti_1_header) + 4;
        nifti_1_header header{};
        if (nifti_convert_nim2n1hdr(&image, &header) == 0) {
            return headerBytes(header);
        }
    }
    throw Error(ErrorCode::Internal, "libnifti2 could not make a header");
}

void writePieces(const fs::path& path, std::initializer_list<std::span<const std::byte>> pieces) {
    writeThroughTemporary(path, [&](const fs::path& temporary) {
        GzipWriter file(temporary, hasExtension(path, ".gz"));
        for (const auto& piece : pieces) {
            file.write(piece);
        }
        file.close();
    });
}

void write(const fs::path& path, const Volume& volume, int intent) {
    if (!isNiftiName(path)) {
        throw Error(ErrorCode::InvalidArgument,
                    path.string() + ": a NIfTI file is named .nii, .nii.gz, .hdr or .img");
    }
    const bool isPair = !hasExtension(path, ".nii") && !hasExtension(path, ".nii.gz");
    const std::vector<std::byte> header = encodeHeader(*describe(volume, isPair, intent), isPair);
    const auto voxels = std::visit(
        [](const auto& samples) { return std::as_bytes(std::span(samples)); }, volume.pixels());
    if (!isPair) {
        writePieces(path, {header, voxels});
        return;
    }
    const bool compress = hasExtension(path, ".gz");
    const std::string suffix = compress ? ".gz" : "";
    const bool isHeader = hasExtension(path, ".hdr" + suffix);
    const std::string own = (isHeader ? ".hdr" : ".img") + suffix;
    writePieces(replaceExtension(path, own, ".img" + suffix), {voxels});
    writePieces(replaceExtension(path, own, ".hdr" + suffix), {header});
}

} // namespace

void writeNifti(const fs::path& path, const Volume& volume) {
    write(path, volume, NIFTI_INTENT_NONE);
}

void writeNifti(const fs::path& path, const LabelMap& labels) {
    write(path, toVolume(labels), NIFTI_INTENT_LABEL);
}

} // namespace laurel
