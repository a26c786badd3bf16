#include "laurel/edit/edge_snap.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

constexpr double stepVoxels = 0.25;
constexpr double sigmaVoxels = 1;
constexpr double stiffness = 0.5;  ///< of the price of neighbours that move differently
constexpr double wayWeight = 0.15; ///< of the price of a long way
constexpr double faintest = 1e-9;  ///< slopes below are none

/// Derivative of a Gaussian at multiples of the step, as weights of a correlation, per mm.
std::vector<double> slopeKernel(double stepMm, double sigmaMm) {
    const int reach = static_cast<int>(std::ceil(3 * sigmaMm / stepMm));
    std::vector<double> kernel;
    double gain = 0; // of a ramp of one per mm
    for (int i = -reach; i <= reach; ++i) {
        const double at = i * stepMm;
        kernel.push_back(at * std::exp(-at * at / (2 * sigmaMm * sigmaMm)));
        gain += kernel.back() * at;
    }
    for (double& weight : kernel) {
        weight /= gain;
    }
    return kernel;
}

double worthOf(double slope, EdgeKind edge) {
    switch (edge) {
    case EdgeKind::DarkToBright:
        return std::max(slope, 0.0);
    case EdgeKind::BrightToDark:
        return std::max(-slope, 0.0);
    default:
        return std::abs(slope);
    }
}

/// What each step along each normal is worth: 0 to 1, 1 for the strongest edge there is.
using Worths = std::vector<std::vector<double>>;

Worths worthsOf(const std::vector<EdgeProfile>& profiles, EdgeKind edge) {
    Worths worths;
    double best = 0;
    for (const EdgeProfile& profile : profiles) {
        std::vector<double> worth;
        for (const double slope : profile.slopes) {
            worth.push_back(worthOf(slope, edge));
            best = std::max(best, worth.back());
        }
        worths.push_back(std::move(worth));
    }
    if (best < faintest) {
        return {};
    }
    for (std::vector<double>& worth : worths) {
        for (double& one : worth) {
            one /= best;
        }
    }
    return worths;
}

/// The cheapest closed way through all normals.
class ClosedWay {
  public:
    explicit ClosedWay(const Worths& worths) : worths_(worths), steps_(worths[0].size()) {}

    std::vector<std::size_t> find() const {
        std::vector<std::size_t> best;
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t start = 0; start < steps_; ++start) {
            auto [price, way] = findFrom(start);
            if (price < least) {
                least = price;
                best = std::move(way);
            }
        }
        return best;
    }

  private:
    /// The step that stays where the curve is.
    double halfway() const {
        const std::size_t step = steps_ / 2;
        return static_cast<double>(step);
    }
    double own(std::size_t normal, std::size_t step) const {
        const double far = (static_cast<double>(step) - halfway()) / std::max(halfway(), 1.0);
        return wayWeight * far * far - worths_[normal][step];
    }
    double between(std::size_t a, std::size_t b) const {
        const double change =
            (static_cast<double>(a) - static_cast<double>(b)) / std::max(halfway(), 1.0);
        return stiffness * change * change;
    }

    std::pair<double, std::vector<std::size_t>> findFrom(std::size_t start) const {
        constexpr double never = std::numeric_limits<double>::infinity();
        std::vector<double> price(steps_, never);
        price[start] = own(0, start);
        std::vector<std::vector<std::size_t>> from(worths_.size(),
                                                   std::vector<std::size_t>(steps_));
        for (std::size_t normal = 1; normal < worths_.size(); ++normal) {
            std::vector<double> next(steps_, never);
            for (std::size_t to = 0; to < steps_; ++to) {
                for (std::size_t at = 0; at < steps_; ++at) {
                    const double sum = price[at] + between(at, to);
                    if (sum < next[to]) {
                        next[to] = sum;
                        from[normal][to] = at;
                    }
                }
                next[to] += own(normal, to);
            }
            price = std::move(next);
        }
        return closed(price, from, start);
    }

    std::pair<double, std::vector<std::size_t>>
    closed(const std::vector<double>& price, const std::vector<std::vector<std::size_t>>& from,
           std::size_t start) const {
        std::size_t end = 0;
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t at = 0; at < steps_; ++at) {
            if (price[at] + between(at, start) < least) {
                least = price[at] + between(at, start);
                end = at;
            }
        }
        std::vector<std::size_t> way(worths_.size());
        for (std::size_t normal = worths_.size(); normal-- > 0;) {
            way[normal] = end;
            end = from[normal][end];
        }
        return {least, way};
    }

    const Worths& worths_;
    std::size_t steps_;
};

/// The top of the parabola through three neighbours, in steps from the middle one.
double topOf(double before, double middle, double after) {
    const double bend = before - 2 * middle + after;
    return bend < 0 ? std::clamp((before - after) / (2 * bend), -0.5, 0.5) : 0;
}

/// From the step that was chosen up to the top of its edge, which is where the edge lies; at most a
/// voxel, so that neighbours that hold it back still count.
double offsetAt(const EdgeProfile& profile, const std::vector<double>& worth, std::size_t step) {
    double part = 0;
    for (int climbed = 0; climbed < static_cast<int>(1 / stepVoxels); ++climbed) {
        if (step > 0 && worth[step - 1] > worth[step]) {
            --step;
        } else if (step + 1 < worth.size() && worth[step + 1] > worth[step]) {
            ++step;
        }
    }
    if (step > 0 && step + 1 < worth.size()) {
        part = topOf(worth[step - 1], worth[step], worth[step + 1]);
    }
    return profile.offsetOf(step) + part * profile.stepMm;
}

} // namespace

PlaneImage::PlaneImage(const Volume& image, const PlaneFrame& frame, std::int64_t imageFrame)
    : frame_(frame) {
    if (imageFrame < 0 || imageFrame >= image.frames()) {
        throw Error(ErrorCode::InvalidArgument,
                    "there is no frame " + std::to_string(imageFrame + 1));
    }
    values_.reserve(static_cast<std::size_t>(frame.columns() * frame.rows()));
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        for (std::int64_t column = 0; column < frame.columns(); ++column) {
            values_.push_back(
                static_cast<float>(image.value(frame.voxel(column, row), imageFrame)));
        }
    }
}

PlaneImage::PlaneImage(std::vector<float> values, const PlaneFrame& frame)
    : values_(std::move(values)), frame_(frame) {
    if (std::ssize(values_) != frame.columns() * frame.rows()) {
        throw Error(ErrorCode::InvalidArgument, "the values do not fit the plane");
    }
}

double PlaneImage::at(const CurvePoint& point) const {
    return frame_.interpolated(values_, point);
}

EdgeProfile profileAcross(const PlaneImage& image, const CurvePoint& point,
                          const CurvePoint& outwards, double reachMm) {
    const double voxel = image.frame().smallestMm();
    EdgeProfile profile;
    profile.stepMm = stepVoxels * voxel;
    const std::vector<double> kernel = slopeKernel(profile.stepMm, sigmaVoxels * voxel);
    const auto margin = static_cast<int>(kernel.size() / 2);
    const int reach = std::max(1, static_cast<int>(std::lround(reachMm / profile.stepMm)));
    const CurvePoint along{-outwards.y, outwards.x};
    std::vector<double> values;
    for (int i = -reach - margin; i <= reach + margin; ++i) {
        const CurvePoint at = point + outwards * (i * profile.stepMm);
        // Beside the normal too: noise is less, an edge across it is the same.
        values.push_back(0.5 * image.at(at) +
                         0.25 * (image.at(at + along * voxel) + image.at(at - along * voxel)));
    }
    for (std::size_t i = 0; i + kernel.size() <= values.size(); ++i) {
        double slope = 0;
        for (std::size_t k = 0; k < kernel.size(); ++k) {
            slope += kernel[k] * values[i + k];
        }
        profile.slopes.push_back(slope);
    }
    return profile;
}

CurvePoint normalAt(const Contour& contour, std::size_t handle) {
    const std::size_t count = contour.handles.size();
    constexpr double little = 0.02;
    const CurvePoint way = pointOn(contour, handle, little) -
                           pointOn(contour, (handle + count - 1) % count, 1 - little);
    const double length = way.length();
    if (length <= 0) {
        return {1, 0};
    }
    const CurvePoint right{way.y / length, -way.x / length};
    return signedArea(flatten(contour, 0.1)) >= 0 ? right : right * -1;
}

Contour snapped(const Contour& contour, const PlaneImage& image, const SnapParameters& parameters) {
    if (contour.handles.size() < 3) {
        return contour;
    }
    const double reach = SnapParameters::reachRange.clamp(parameters.reachMm);
    std::vector<CurvePoint> normals;
    std::vector<EdgeProfile> profiles;
    for (std::size_t i = 0; i < contour.handles.size(); ++i) {
        normals.push_back(normalAt(contour, i));
        profiles.push_back(profileAcross(image, contour.handles[i], normals[i], reach));
    }
    const Worths worths = worthsOf(profiles, parameters.edge);
    if (worths.empty()) {
        return contour;
    }
    const std::vector<std::size_t> way = ClosedWay(worths).find();
    Contour result = contour;
    for (std::size_t i = 0; i < way.size(); ++i) {
        const double offset = offsetAt(profiles[i], worths[i], way[i]);
        result.handles[i] = contour.handles[i] + normals[i] * offset;
    }
    return result;
}

double snapHandle(Contour& contour, std::size_t handle, const PlaneImage& image,
                  const SnapParameters& parameters) {
    const CurvePoint normal = normalAt(contour, handle);
    const EdgeProfile profile = profileAcross(image, contour.handles[handle], normal,
                                              SnapParameters::reachRange.clamp(parameters.reachMm));
    const Worths worths = worthsOf({profile}, parameters.edge);
    if (worths.empty()) {
        return 0;
    }
    const double offset = offsetAt(profile, worths[0], ClosedWay(worths).find()[0]);
    contour.handles[handle] = contour.handles[handle] + normal * offset;
    return offset;
}

} // namespace laurel
