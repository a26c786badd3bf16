#include "plot_ticks.h"

#include "laurel/ui_kit/plots.h"

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

double niceStep(double range, int most) {
    const double rough = range / std::max(1, most - 1);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0})
        if (factor * power >= rough * (1 - 1e-9))
            return factor * power;
    return 10 * power;
}

} // namespace

std::vector<double> niceTicks(double low, double high, int most) {
    if (!(high > low) || !std::isfinite(high - low))
        return {};
    const double step = niceStep(high - low, most);
    std::vector<double> ticks;
    const double slack = 1e-9 * step;
    for (double k = std::ceil((low - slack) / step); k * step <= high + slack; ++k)
        ticks.push_back(k * step);
    return ticks;
}

std::vector<double> axisTicks(double low, double high, double length, double distance,
                              int decimals) {
    int most = std::max(2, static_cast<int>(length / distance) + 1);
    std::vector<double> ticks = niceTicks(low, high, most);
    while (most > 2 && decimalsFor(ticks, 0) > decimals) {
        std::vector<double> coarser = niceTicks(low, high, --most);
        if (coarser.size() < 2)
            break;
        ticks = std::move(coarser);
    }
    return ticks;
}

int decimalsFor(const std::vector<double>& ticks, int least) {
    if (ticks.size() < 2)
        return least;
    const double step = ticks[1] - ticks[0];
    return std::max(least, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
}

QString numberText(double value, int decimals) {
    if (!std::isfinite(value))
        return QStringLiteral("–");
    const QString text = QString::number(value, 'f', std::max(0, decimals));
    const bool negativeZero = text.startsWith(u'-') && text.toDouble() == 0;
    return negativeZero ? text.mid(1) : QString(text).replace(u'-', u'−');
}

std::vector<QPointF> smoothed(const std::vector<QPointF>& points, double weight) {
    std::vector<QPointF> result;
    result.reserve(points.size());
    double sum = 0;
    double norm = 0;
    for (const QPointF& point : points) {
        if (std::isfinite(point.y())) {
            sum = weight * sum + point.y();
            norm = weight * norm + 1;
        }
        if (norm > 0)
            result.emplace_back(point.x(), sum / norm);
    }
    return result;
}

std::optional<double> interpolated(const std::vector<QPointF>& points, double x) {
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].x() == x)
            return std::isfinite(points[i].y()) ? std::optional(points[i].y()) : std::nullopt;
        if (points[i].x() < x || i == 0)
            continue;
        const QPointF before = points[i - 1];
        const double share = (x - before.x()) / (points[i].x() - before.x());
        const double y = before.y() + share * (points[i].y() - before.y());
        return before.x() < x && std::isfinite(y) ? std::optional(y) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace laurel::ui
