#include "curve_fit.h"

namespace laurel {

Contour simplified(const Contour& contour, double tolerance) {
    // Dense enough that what lies between two points of the ring is within a tenth of it.
    std::vector<CurvePoint> ring;
    constexpr int samplesPerSpan = 8;
    for (std::size_t span = 0; span < contour.handles.size(); ++span) {
        for (int i = 0; i < samplesPerSpan; ++i) {
            ring.push_back(pointOn(contour, span, static_cast<double>(i) / samplesPerSpan));
        }
    }
    if (ring.empty()) {
        return contour;
    }
    CurveFit fit(ring, contour.hole);
    fit.fitWithin(tolerance);
    Contour fewer = fit.contour();
    return fewer.handles.size() < contour.handles.size() ? fewer : contour;
}

} // namespace laurel
