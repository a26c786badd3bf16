#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <array>
#include <string>

namespace laurel {

/// How index axes run in the patient, by the nearest anatomical direction: letter a names the
/// direction in which index axis a grows (L/R, P/A, S/I). "LPS" is canonical: column 0 of a slice
/// is the patient's right, row 0 is anterior, slice 0 is inferior.
class Orientation {
  public:
    /// "LPS".
    Orientation() = default;
    /// @throws Error InvalidArgument unless the three letters name each axis once
    explicit Orientation(const std::string& letters);

    /// The orientation nearest to a (possibly oblique) direction matrix.
    static Orientation of(const Matrix3& direction);

    /// Patient axis (0 = L/R, 1 = P/A, 2 = S/I) along which index axis `axis` runs.
    int patientAxis(int axis) const noexcept { return patientAxis_[axis]; }
    /// Whether index axis `axis` grows against L, P or S.
    bool isFlipped(int axis) const noexcept { return flipped_[axis]; }

    std::string letters() const;
    bool operator==(const Orientation&) const = default;

  private:
    std::array<int, 3> patientAxis_{0, 1, 2};
    std::array<bool, 3> flipped_{false, false, false};
};

/// The same voxels with axes permuted and flipped, never interpolated, so that the result has the
/// wanted orientation; its geometry puts each voxel where it was in the patient.
Volume reorient(const Volume& volume, const Orientation& wanted);
LabelMap reorient(const LabelMap& labels, const Orientation& wanted);
Geometry reorient(const Geometry& geometry, const Orientation& wanted);

} // namespace laurel
