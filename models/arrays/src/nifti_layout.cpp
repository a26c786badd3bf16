#include "nifti_header.h"

#include "laurel/base/error.h"

#include <cmath>
#include <optional>
#include <sstream>

#include <nifti2_io.h>

namespace laurel {

namespace {

using Affine = std::array<double, 12>; // row-major 3×4, index to RAS mm

double millimetresPerUnit(int units, std::vector<std::string>& problems) {
    const int spatial = XYZT_TO_SPACE(units);
    switch (spatial) {
    case NIFTI_UNITS_METER:
        return 1000;
    case NIFTI_UNITS_MICRON:
        return 0.001;
    case NIFTI_UNITS_UNKNOWN:
    case NIFTI_UNITS_MM:
        return 1;
    default:
        problems.push_back("xyzt_units: spatial unit " + std::to_string(spatial) +
                           " is unknown, taken as mm");
        return 1;
    }
}

/// Step along an axis of the pixdim array; an axis of one voxel may leave it unsaid.
double pixelStep(const NiftiFields& fields, std::size_t axis, std::vector<std::string>& problems) {
    const double step = fields.pixdim[axis];
    const bool oneVoxel = static_cast<std::int64_t>(axis) > fields.dim[0] || fields.dim[axis] == 1;
    if (step == 0 && oneVoxel) {
        problems.push_back("pixdim[" + std::to_string(axis) + "] is 0 on an axis of one voxel: 1");
        return 1;
    }
    return step;
}

Affine qformAffine(const NiftiFields& fields, std::vector<std::string>& problems) {
    const auto& [b, c, d] = fields.quaternion;
    if (b * b + c * c + d * d > 1.001) {
        throw Error(ErrorCode::InvalidInput, "quatern_b, c, d are longer than 1");
    }
    std::array<double, 3> step{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        step[axis] = pixelStep(fields, axis + 1, problems);
        if (step[axis] <= 0) { // which libnifti2 would take as 1 mm
            std::ostringstream text;
            text << "pixdim[" << axis + 1 << "] must be above 0, not " << step[axis];
            throw Error(ErrorCode::InvalidInput, text.str());
        }
    }
    const auto& offset = fields.quaternionOffset;
    const nifti_dmat44 matrix =
        nifti_quatern_to_dmat44(b, c, d, offset[0], offset[1], offset[2], step[0], step[1], step[2],
                                fields.pixdim[0] < 0 ? -1 : 1);
    Affine affine{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 4; ++column) {
            affine[4 * row + column] = matrix.m[row][column];
        }
    }
    return affine;
}

/// The standard's method 1, kept for Analyze's sake: scaling only.
Affine pixdimAffine(const NiftiFields& fields, std::vector<std::string>& problems) {
    Affine affine{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        affine[5 * axis] = pixelStep(fields, axis + 1, problems);
    }
    return affine;
}

Geometry toGeometry(const GridSize& size, const Affine& ras, double unit) {
    std::array<double, 3> spacing{};
    Matrix3 direction{};
    for (std::size_t column = 0; column < 3; ++column) {
        const double length = std::hypot(ras[column], ras[4 + column], ras[8 + column]);
        if (!(length > 0)) {
            throw Error(ErrorCode::InvalidInput,
                        "voxels have no extent along axis " + std::to_string(column));
        }
        spacing[column] = length * unit;
        for (std::size_t row = 0; row < 3; ++row) {
            // RAS to LPS: right becomes left, anterior becomes posterior.
            const double sign = row < 2 ? -1 : 1;
            direction[3 * row + column] = sign * ras[4 * row + column] / length;
        }
    }
    return Geometry(size, spacing, {-ras[3] * unit, -ras[7] * unit, ras[11] * unit}, direction);
}

/// The grid of one form, or the reason why it is none.
std::optional<Geometry> tryForm(const GridSize& size, const Affine& affine, double unit,
                                std::string& reason) {
    try {
        return toGeometry(size, affine, unit);
    } catch (const Error& error) {
        reason = error.what();
        return std::nullopt;
    }
}

Geometry chooseGeometry(const NiftiFields& fields, const GridSize& size, double unit,
                        std::vector<std::string>& problems) {
    std::string sformReason;
    if (fields.sformCode > 0) {
        if (auto geometry = tryForm(size, fields.sform, unit, sformReason)) {
            return *geometry;
        }
        if (fields.qformCode == 0) {
            throw Error(ErrorCode::InvalidInput,
                        "sform: " + sformReason + " (and there is no qform to use instead)");
        }
        problems.push_back("sform: " + sformReason + "; the qform is used instead");
    }
    if (fields.qformCode > 0) {
        try {
            return toGeometry(size, qformAffine(fields, problems), unit);
        } catch (const Error& error) {
            const std::string before = sformReason.empty() ? "" : "sform: " + sformReason + "; ";
            throw Error(ErrorCode::InvalidInput, before + "qform: " + error.what());
        }
    }
    problems.emplace_back("neither sform nor qform: orientation is assumed from pixdim alone");
    return toGeometry(size, pixdimAffine(fields, problems), unit);
}

void noteSpacing(const NiftiFields& fields, const Geometry& geometry, double unit,
                 std::vector<std::string>& problems) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double pixdim = fields.pixdim[axis + 1] * unit;
        if (geometry.size()[static_cast<int>(axis)] > 1 &&
            std::abs(geometry.spacing()[axis] - pixdim) > 0.01 * geometry.spacing()[axis]) {
            std::ostringstream text;
            text << "pixdim[" << axis + 1 << "] says " << pixdim << " mm, the sform "
                 << geometry.spacing()[axis] << " mm";
            problems.push_back(text.str());
        }
    }
}

} // namespace

NiftiLayout layOut(const NiftiFields& fields, const std::string& name,
                   std::vector<std::string>& problems) {
    const auto extent = [&](std::size_t axis) {
        return static_cast<std::int64_t>(axis) <= fields.dim[0] ? fields.dim[axis] : 1;
    };
    const GridSize size{extent(1), extent(2), extent(3)};
    NiftiLayout layout;
    try {
        const double unit = millimetresPerUnit(fields.units, problems);
        layout.geometry = chooseGeometry(fields, size, unit, problems);
        noteSpacing(fields, layout.geometry, unit, problems);
    } catch (const Error& error) {
        throw Error(error.code(), name + ": " + error.what());
    }
    layout.frames = extent(4);
    if (fields.slope != 0) {
        layout.rescale = {fields.slope, fields.intercept};
    }
    layout.datatype = fields.datatype;
    layout.voxelBytes = static_cast<std::uint64_t>(size.voxels()) *
                        static_cast<std::uint64_t>(layout.frames) *
                        static_cast<std::uint64_t>(fields.bitpix / 8);
    return layout;
}

} // namespace laurel
