#include "nifti_header.h"

#include "laurel/base/error.h"

#include <algorithm>
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

ShearedAxes axesOf(const GridSize& size, const Affine& ras, double unit) {
    ShearedAxes axes{size, {}};
    for (std::size_t i = 0; i < ras.size(); ++i) {
        axes.affine[i] = (i < 8 ? -1 : 1) * ras[i] * unit; // RAS to LPS
    }
    return axes;
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

std::optional<Geometry> tryQform(const NiftiFields& fields, const GridSize& size, double unit,
                                 std::string& reason) {
    std::vector<std::string> unused;
    try {
        return toGeometry(size, qformAffine(fields, unused), unit);
    } catch (const Error& error) {
        reason = error.what();
        return std::nullopt;
    }
}

/// Says how far the two forms put a voxel apart, where that is more than a tenth of a voxel.
void noteDisagreement(const NiftiFields& fields, const Geometry& sform, double unit,
                      std::vector<std::string>& problems) {
    std::string ignored;
    const auto qform = fields.qformCode > 0 ? tryQform(fields, sform.size(), unit, ignored)
                                            : std::optional<Geometry>();
    if (!qform || sform.sameGridAs(*qform, 0.1)) {
        return;
    }
    double furthest = 0;
    const GridSize& size = sform.size();
    for (const std::int64_t x : {std::int64_t{0}, size.x - 1}) {
        for (const std::int64_t y : {std::int64_t{0}, size.y - 1}) {
            for (const std::int64_t z : {std::int64_t{0}, size.z - 1}) {
                const WorldPoint a = sform.toWorld(VoxelIndex{x, y, z});
                const WorldPoint b = qform->toWorld(VoxelIndex{x, y, z});
                furthest = std::max(furthest, std::hypot(a.x - b.x, a.y - b.y, a.z - b.z));
            }
        }
    }
    std::ostringstream text;
    text.precision(3);
    text << "sform and qform disagree by up to " << furthest << " mm: the sform is used";
    problems.push_back(text.str());
}

[[noreturn]] void refuseSform(const NiftiFields& fields, const GridSize& size, double unit,
                              const std::string& reason) {
    std::string qformReason;
    const bool hasQform = fields.qformCode > 0 && tryQform(fields, size, unit, qformReason);
    throw Error(ErrorCode::InvalidInput,
                "sform: " + reason +
                    (hasQform ? "; it can be resampled, or its qform used instead, when asked for "
                                "(laurelctl convert --sheared resample or qform)"
                              : "; there is no valid qform, but it can be resampled when asked "
                                "for (laurelctl convert --sheared resample)"));
}

/// The sform's grid; none where the qform is to serve.
std::optional<Geometry> sformGeometry(const NiftiFields& fields, NiftiLayout& layout, double unit,
                                      ShearedGrid sheared, std::vector<std::string>& problems) {
    std::string reason;
    const GridSize& size = layout.storedSize;
    if (auto geometry = tryForm(size, fields.sform, unit, reason)) {
        noteDisagreement(fields, *geometry, unit, problems);
        return geometry;
    }
    const ShearedAxes axes = axesOf(size, fields.sform, unit);
    if (isSheared(axes)) {
        if (sheared == ShearedGrid::Resample) {
            layout.sheared = axes;
            problems.push_back("sform: " + reason + "; resampled onto an upright grid");
            return uprightGrid(axes);
        }
        if (sheared == ShearedGrid::Refuse || fields.qformCode == 0) {
            refuseSform(fields, size, unit, reason);
        }
    } else if (fields.qformCode == 0) {
        throw Error(ErrorCode::InvalidInput,
                    "sform: " + reason + " (and there is no qform to use instead)");
    }
    problems.push_back("sform: " + reason + "; the qform is used instead");
    return std::nullopt;
}

Geometry chooseGeometry(const NiftiFields& fields, NiftiLayout& layout, double unit,
                        ShearedGrid sheared, std::vector<std::string>& problems) {
    if (fields.sformCode > 0) {
        if (auto geometry = sformGeometry(fields, layout, unit, sheared, problems)) {
            return *geometry;
        }
    }
    if (fields.qformCode > 0) {
        try {
            return toGeometry(layout.storedSize, qformAffine(fields, problems), unit);
        } catch (const Error& error) {
            const std::string before = fields.sformCode > 0 ? problems.back() + ": " : "";
            throw Error(ErrorCode::InvalidInput, before + "qform: " + error.what());
        }
    }
    problems.emplace_back("neither sform nor qform: orientation is assumed from pixdim alone");
    return toGeometry(layout.storedSize, pixdimAffine(fields, problems), unit);
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

NiftiLayout layOut(const NiftiFields& fields, const std::string& name, ShearedGrid sheared,
                   std::vector<std::string>& problems) {
    const auto extent = [&](std::size_t axis) {
        return static_cast<std::int64_t>(axis) <= fields.dim[0] ? fields.dim[axis] : 1;
    };
    const GridSize size{extent(1), extent(2), extent(3)};
    NiftiLayout layout;
    layout.storedSize = size;
    try {
        const double unit = millimetresPerUnit(fields.units, problems);
        layout.geometry = chooseGeometry(fields, layout, unit, sheared, problems);
        if (!layout.sheared) {
            noteSpacing(fields, layout.geometry, unit, problems);
        }
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
