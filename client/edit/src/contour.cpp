#include "laurel/edit/contour.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

/// One span as a cubic in Hermite form.
struct Span {
    CurvePoint start;
    CurvePoint end;
    CurvePoint startTangent;
    CurvePoint endTangent;

    CurvePoint at(double t) const {
        const double t2 = t * t;
        const double t3 = t2 * t;
        return start * (2 * t3 - 3 * t2 + 1) + startTangent * (t3 - 2 * t2 + t) +
               end * (3 * t2 - 2 * t3) + endTangent * (t3 - t2);
    }
};

/// Centripetal: the parameter between two points grows with the root of their distance.
double knot(const CurvePoint& from, const CurvePoint& to) {
    return std::sqrt((to - from).length());
}

Span spanOf(const Contour& contour, std::size_t index) {
    const std::vector<CurvePoint>& handles = contour.handles;
    const std::size_t count = handles.size();
    const CurvePoint& before = handles[(index + count - 1) % count];
    const CurvePoint& start = handles[index];
    const CurvePoint& end = handles[(index + 1) % count];
    const CurvePoint& after = handles[(index + 2) % count];
    Span span{start, end, end - start, end - start};
    const double own = knot(start, end);
    if (count < 3 || own <= 0) {
        return span; // a line, or handles that lie on each other
    }
    double first = knot(before, start);
    double last = knot(end, after);
    first = first > 0 ? first : own;
    last = last > 0 ? last : own;
    span.startTangent = ((start - before) * (1 / first) - (end - before) * (1 / (first + own)) +
                         (end - start) * (1 / own)) *
                        own;
    span.endTangent = ((end - start) * (1 / own) - (after - start) * (1 / (own + last)) +
                       (after - end) * (1 / last)) *
                      own;
    return span;
}

/// Into how many equal pieces a cubic is cut so that its chords stay within the tolerance: from the
/// bound of its second derivative.
int piecesOf(const Span& span, double tolerance) {
    const CurvePoint chord = span.end - span.start;
    const CurvePoint atStart = chord * 6 - span.startTangent * 4 - span.endTangent * 2;
    const CurvePoint atEnd = span.startTangent * 2 + span.endTangent * 4 - chord * 6;
    const double bend = std::max(atStart.length(), atEnd.length());
    constexpr double most = 256;
    const double pieces = std::ceil(std::sqrt(bend / (8 * std::max(tolerance, 1e-6))));
    return static_cast<int>(std::clamp(pieces, 1.0, most));
}

/// How far along from a to b the nearest point lies, 0 to 1.
double alongSegment(const CurvePoint& a, const CurvePoint& b, const CurvePoint& point) {
    const CurvePoint way = b - a;
    const double length2 = way.dot(way);
    return length2 > 0 ? std::clamp((point - a).dot(way) / length2, 0.0, 1.0) : 0.0;
}

} // namespace

CurvePoint pointOn(const Contour& contour, std::size_t span, double at) {
    return spanOf(contour, span).at(at);
}

std::vector<CurvePoint> flatten(const Contour& contour, double tolerance) {
    std::vector<CurvePoint> polygon;
    for (std::size_t index = 0; index < contour.handles.size(); ++index) {
        const Span span = spanOf(contour, index);
        const int pieces = piecesOf(span, tolerance);
        polygon.push_back(span.start);
        for (int piece = 1; piece < pieces; ++piece) {
            polygon.push_back(span.at(static_cast<double>(piece) / pieces));
        }
    }
    return polygon;
}

double signedArea(const std::vector<CurvePoint>& polygon) {
    double twice = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        twice += polygon[i].cross(polygon[(i + 1) % polygon.size()]);
    }
    return twice / 2;
}

double perimeter(const std::vector<CurvePoint>& polygon) {
    double length = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        length += (polygon[(i + 1) % polygon.size()] - polygon[i]).length();
    }
    return length;
}

double distanceTo(const std::vector<CurvePoint>& polygon, const CurvePoint& point) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const CurvePoint& a = polygon[i];
        const CurvePoint& b = polygon[(i + 1) % polygon.size()];
        const CurvePoint on = a + (b - a) * alongSegment(a, b, point);
        nearest = std::min(nearest, (point - on).length());
    }
    return nearest;
}

bool encloses(const std::vector<CurvePoint>& polygon, const CurvePoint& point) {
    int winding = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const CurvePoint& a = polygon[i];
        const CurvePoint& b = polygon[(i + 1) % polygon.size()];
        const double side = (b - a).cross(point - a);
        if (a.y <= point.y && b.y > point.y && side > 0) {
            ++winding;
        } else if (a.y > point.y && b.y <= point.y && side < 0) {
            --winding;
        }
    }
    return winding != 0;
}

CurvePoint centreOf(const Contour& contour) {
    const std::vector<CurvePoint> polygon = flatten(contour, 0.05);
    CurvePoint sum;
    double twice = 0;
    CurvePoint mean;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const CurvePoint& a = polygon[i];
        const CurvePoint& b = polygon[(i + 1) % polygon.size()];
        twice += a.cross(b);
        sum = sum + (a + b) * a.cross(b);
        mean = mean + a * (1.0 / static_cast<double>(polygon.size()));
    }
    return std::abs(twice) > 1e-9 ? sum * (1 / (3 * twice)) : mean;
}

std::optional<CurvePlace> nearestOn(const Contour& contour, const CurvePoint& point) {
    std::optional<CurvePlace> best;
    constexpr int pieces = 32;
    for (std::size_t index = 0; index < contour.handles.size(); ++index) {
        const Span span = spanOf(contour, index);
        for (int piece = 0; piece < pieces; ++piece) {
            const CurvePoint a = span.at(static_cast<double>(piece) / pieces);
            const CurvePoint b = span.at(static_cast<double>(piece + 1) / pieces);
            const double at = (piece + alongSegment(a, b, point)) / pieces;
            const CurvePoint on = span.at(at);
            const double distance = (on - point).length();
            if (!best || distance < best->distance) {
                best = CurvePlace{index, at, on, distance};
            }
        }
    }
    return best;
}

std::optional<std::size_t> handleAt(const Contour& contour, const CurvePoint& point, double reach) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < contour.handles.size(); ++i) {
        const double distance = (contour.handles[i] - point).length();
        if (distance <= reach) {
            reach = distance;
            best = i;
        }
    }
    return best;
}

std::size_t insertHandle(Contour& contour, const CurvePlace& place) {
    const std::size_t at = std::min(place.span + 1, contour.handles.size());
    contour.handles.insert(contour.handles.begin() + static_cast<std::ptrdiff_t>(at), place.point);
    return at;
}

bool removeHandle(Contour& contour, std::size_t handle) {
    constexpr std::size_t fewest = 3;
    if (contour.handles.size() <= fewest || handle >= contour.handles.size()) {
        return false;
    }
    contour.handles.erase(contour.handles.begin() + static_cast<std::ptrdiff_t>(handle));
    return true;
}

void translate(Contour& contour, const CurvePoint& by) {
    for (CurvePoint& handle : contour.handles) {
        handle = handle + by;
    }
}

void turnAndScale(Contour& contour, const CurvePoint& about, double angle, double scale) {
    const double c = std::cos(angle) * scale;
    const double s = std::sin(angle) * scale;
    for (CurvePoint& handle : contour.handles) {
        const CurvePoint from = handle - about;
        handle = about + CurvePoint{c * from.x - s * from.y, s * from.x + c * from.y};
    }
}

} // namespace laurel
