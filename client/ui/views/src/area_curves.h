#pragma once

#include "laurel/session/case_session.h"

#include <QColor>

#include <optional>
#include <string>
#include <vector>

namespace laurel::ui {

/// One segment's area along the limb.
struct AreaCurve {
    std::string name;
    QColor color;                                         ///< of the segment, as it is in images
    std::vector<std::optional<double>> squareCentimetres; ///< by slice; none: nothing is known
};

/// Of visible segments, from the counts that the case keeps. Slices are known where their state is
/// not Empty.
std::vector<AreaCurve> areaCurves(const Case& openCase);

/// Of a proposal, within its slices. Long proposals are counted in every n-th slice, so that the
/// GUI thread never walks through more than about 2^24 voxels.
std::vector<AreaCurve> areaCurves(const Proposal& proposal, const Segmentation& segmentation);

/// The largest of all, 0 when there is none.
double largestArea(const std::vector<AreaCurve>& curves);

} // namespace laurel::ui
