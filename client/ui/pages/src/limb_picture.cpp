#include "limb_picture.h"

#include "pieces.h"

#include <QPainter>
#include <QPainterPath>

#include <array>
#include <vector>

namespace laurel::ui {

namespace {

using Outline = std::vector<QPointF>;

constexpr double corners = 12;

/// A lower leg of 500 × 500 units, front up.
const Outline skin{{207, 12},  {255, 27},  {310, 52},  {360, 82},  {430, 142}, {470, 222},
                   {482, 302}, {475, 362}, {445, 422}, {390, 467}, {310, 492}, {230, 498},
                   {130, 494}, {60, 472},  {20, 422},  {5, 362},   {3, 302},   {10, 202},
                   {30, 132},  {75, 72},   {130, 32}};
const Outline fascia{{205, 24},  {250, 38},  {262, 60},  {300, 90},  {392, 190},
                     {392, 232}, {415, 246}, {445, 267}, {455, 312}, {450, 362},
                     {420, 412}, {360, 442}, {290, 454}, {230, 457}, {140, 452},
                     {70, 430},  {35, 392},  {22, 342},  {28, 302},  {15, 262},
                     {18, 182},  {35, 127},  {80, 92},   {115, 64},  {150, 40}};
const Outline deep{{110, 202}, {155, 207}, {172, 187}, {240, 199}, {290, 202},
                   {380, 212}, {340, 272}, {280, 277}, {140, 292}, {90, 272}};
const Outline tibia{{262, 50},  {285, 54},  {345, 112}, {390, 180},
                    {362, 198}, {268, 194}, {258, 140}};

struct Muscle {
    QColor color;
    Outline outline;
};

const std::array<Muscle, 6>& muscles() {
    static const std::array<Muscle, 6> all{{
        {QColor(0xD1, 0x9D, 0x12),
         {{147, 40},
          {175, 24},
          {220, 24},
          {252, 40},
          {248, 102},
          {240, 199},
          {210, 192},
          {172, 185},
          {150, 102}}},
        {QColor(0xF8, 0xD5, 0x52),
         {{80, 92},
          {115, 64},
          {145, 42},
          {152, 102},
          {172, 185},
          {155, 205},
          {130, 210},
          {100, 200},
          {90, 172},
          {75, 132}}},
        {QColor(0xF6, 0x81, 0x9A),
         {{60, 102},
          {75, 127},
          {90, 172},
          {110, 202},
          {88, 232},
          {80, 262},
          {60, 297},
          {28, 302},
          {15, 262},
          {18, 182},
          {35, 127}}},
        {QColor(0x74, 0x80, 0xED),
         {{60, 297},
          {110, 292},
          {170, 287},
          {240, 277},
          {330, 277},
          {365, 252},
          {390, 220},
          {415, 247},
          {412, 302},
          {390, 342},
          {330, 362},
          {230, 374},
          {140, 362},
          {90, 332}}},
        {QColor(0x3E, 0xB8, 0xFB),
         {{28, 302},
          {60, 304},
          {90, 332},
          {140, 362},
          {230, 374},
          {228, 432},
          {230, 457},
          {140, 452},
          {70, 430},
          {35, 392},
          {22, 342}}},
        {QColor(0x7D, 0xE3, 0xF1),
         {{230, 374},
          {330, 362},
          {390, 342},
          {412, 302},
          {418, 245},
          {445, 267},
          {455, 312},
          {450, 362},
          {420, 412},
          {360, 442},
          {290, 454},
          {230, 457}}},
    }};
    return all;
}

/// Through all points, closed, without corners (Catmull and Rom 1974, as cubic Bézier curves).
/// @param softness 6 as published; greater: nearer to the polygon, for outlines with corners
QPainterPath closedCurve(const Outline& points, double softness = 6) {
    QPainterPath path(points.front());
    const std::size_t count = points.size();
    for (std::size_t i = 0; i < count; ++i) {
        const QPointF& before = points[(i + count - 1) % count];
        const QPointF& from = points[i];
        const QPointF& to = points[(i + 1) % count];
        const QPointF& after = points[(i + 2) % count];
        path.cubicTo(from + (to - before) / softness, to - (after - from) / softness, to);
    }
    path.closeSubpath();
    return path;
}

QColor grey(int value) {
    return {value, value, value};
}

void fill(QPainter& painter, const QPainterPath& path, const QColor& color) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPath(path);
}

void paintBone(QPainter& painter, const QPainterPath& bone) {
    painter.setPen(QPen(grey(14), 15, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(grey(222));
    painter.drawPath(bone);
}

void paintVessels(QPainter& painter) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(grey(24));
    for (const QPointF& at : {QPointF(144, 262), QPointF(162, 264), QPointF(232, 276),
                              QPointF(22, 330), QPointF(238, 476), QPointF(450, 210)}) {
        painter.drawEllipse(at, 5, 5);
    }
}

void paintGreyLimb(QPainter& painter) {
    fill(painter, closedCurve(skin), grey(206));
    fill(painter, closedCurve(fascia), grey(66));
    painter.setPen(QPen(grey(150), 3));
    painter.setBrush(grey(84));
    painter.drawPath(closedCurve(deep));
    for (const Muscle& muscle : muscles()) {
        painter.setBrush(grey(104));
        painter.drawPath(closedCurve(muscle.outline, corners));
    }
    paintBone(painter, closedCurve(tibia, corners));
    QPainterPath fibula;
    fibula.addEllipse(QPointF(112, 238), 21, 21);
    paintBone(painter, fibula);
    paintVessels(painter);
}

/// @param proposed hatched and dashed, as a model's proposal that nobody accepted
void paintMuscles(QPainter& painter, bool proposed, double pixel) {
    for (const Muscle& muscle : muscles()) {
        const QPainterPath path = closedCurve(muscle.outline, corners);
        QColor soft = muscle.color;
        soft.setAlphaF(proposed ? 0.26F : 0.42F);
        fill(painter, path, soft);
        if (proposed) {
            QColor lines = muscle.color;
            lines.setAlphaF(0.8F);
            QBrush hatch(lines, Qt::BDiagPattern);
            hatch.setTransform(painter.transform().inverted());
            painter.setBrush(hatch);
        } else {
            painter.setBrush(Qt::NoBrush);
        }
        painter.setPen(QPen(muscle.color, 1.6 * pixel, proposed ? Qt::DashLine : Qt::SolidLine));
        painter.drawPath(path);
    }
}

/// Makes the limb's square lie at `box`. @return units of the limb in a pixel
double enterLimb(QPainter& painter, const QRectF& box, bool mirrored) {
    const double scale = box.height() / 510;
    painter.translate(box.center());
    painter.scale(mirrored ? -scale : scale, scale);
    painter.translate(-243, -255);
    return 1 / scale;
}

void paintSegmenting(QPainter& painter, const QRectF& box) {
    const double side = std::min(box.height() - 20, box.width() / 2 - 12);
    for (const bool mirrored : {false, true}) {
        painter.save();
        const double shift = (mirrored ? 1 : -1) * (side / 2 + 5);
        const QPointF middle = box.center() + QPointF(shift, 0);
        const double pixel = enterLimb(
            painter, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side), mirrored);
        paintGreyLimb(painter);
        paintMuscles(painter, true, pixel);
        painter.restore();
    }
}

void paintCorrecting(QPainter& painter, const QRectF& box) {
    const double side = 1.4 * box.height();
    painter.save();
    const double pixel = enterLimb(
        painter, QRectF(box.center().x() - side / 2, box.top() - 0.18 * side, side, side), false);
    paintGreyLimb(painter);
    paintMuscles(painter, false, pixel);
    painter.setPen(QPen(Qt::white, 2 * pixel));
    painter.setBrush(QColor(255, 255, 255, 40));
    painter.drawEllipse(QPointF(82, 300), 11 * pixel, 11 * pixel);
    painter.restore();
}

void paintLearning(QPainter& painter, const QRectF& box) {
    const QRectF area = box.adjusted(20, 26, -24, -24);
    painter.setPen(QColor(0x26, 0x2C, 0x32));
    for (int i = 0; i <= 4; ++i) {
        const double y = std::round(area.top() + i * area.height() / 4) + 0.5;
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    constexpr std::array<double, 9> rises{0.12, 0.26, 0.33, 0.45, 0.52, 0.61, 0.72, 0.80, 0.88};
    const QColor laurel(0x5C, 0xCB, 0xA3); // as on the dark theme: the ground is black in both
    const auto at = [&area](std::size_t i, double rise) {
        return QPointF(area.left() + 6 + static_cast<double>(i) * (area.width() - 12) / 8,
                       area.bottom() - rise * area.height());
    };
    QPainterPath steps(at(0, rises[0]));
    for (std::size_t i = 1; i < rises.size(); ++i) {
        steps.lineTo(at(i, rises[i - 1]));
        steps.lineTo(at(i, rises[i]));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(laurel, 2));
    painter.drawPath(steps);
    painter.setPen(Qt::NoPen);
    painter.setBrush(laurel);
    for (std::size_t i = 0; i < rises.size(); ++i) {
        painter.drawEllipse(at(i, rises[i]), 3, 3);
    }
    const QPointF last = at(rises.size() - 1, rises.back());
    paintText(painter,
              QRect(static_cast<int>(last.x()) - 50, static_cast<int>(last.y()) - 24, 50, 18),
              "v13", font(TextRole::Section, QFont::DemiBold), QColor(0xE9, 0xED, 0xF0),
              Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace

LimbPicture::LimbPicture(Scene scene, QWidget* parent) : QWidget(parent), scene_(scene) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize LimbPicture::sizeHint() const {
    return {292, 166};
}

QSize LimbPicture::minimumSizeHint() const {
    return {160, 96};
}

void LimbPicture::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // The card's corners are round, and so are the picture's upper two.
    QPainterPath rounded;
    rounded.addRoundedRect(QRectF(rect()).adjusted(0, 0, 0, space::radiusCard),
                           space::radiusCard - 1, space::radiusCard - 1);
    painter.setClipPath(rounded);
    painter.fillRect(rect(), theme().canvas);
    switch (scene_) {
    case Scene::Segment:
        paintSegmenting(painter, rect());
        break;
    case Scene::Correct:
        paintCorrecting(painter, rect());
        break;
    case Scene::Learn:
        paintLearning(painter, rect());
        break;
    }
}

} // namespace laurel::ui
