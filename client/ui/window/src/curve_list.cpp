#include "curve_list.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"
#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include "option_rows.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

namespace laurel::ui {

namespace {

constexpr int rowHeight = 28;
constexpr int glyphSide = 16;
constexpr int pauseMs = 30;
constexpr double finestMm = 0.1;

QString handlesText(std::size_t count) {
    const auto number = static_cast<int>(count);
    return numbered(Texts::tr("%n handle(s)", nullptr, number), number);
}

QString areaText(const Contour& curve) {
    constexpr double mm2PerCm2 = 100;
    const double area = std::abs(signedArea(flatten(curve, finestMm))) / mm2PerCm2;
    return QString::number(area, 'f', 1) + QStringLiteral(" cm²");
}

/// "Outer", "Hole"; counted where there are several of a kind.
QStringList namesOf(const std::vector<Contour>& curves) {
    const auto holes = std::ranges::count(curves, true, &Contour::hole);
    const auto outers = std::ssize(curves) - holes;
    std::array<int, 2> number{};
    QStringList names;
    for (const Contour& curve : curves) {
        const QString name = curve.hole ? Texts::tr("Hole") : Texts::tr("Outer");
        const int own = ++number.at(curve.hole ? 1 : 0);
        names.append((curve.hole ? holes : outers) > 1 ? QStringLiteral("%1 %2").arg(name).arg(own)
                                                       : name);
    }
    return names;
}

} // namespace

CurveRow::CurveRow(const QString& name, const Contour& curve, QWidget* parent)
    : ButtonBase(name, parent), isHole_(curve.hole), handles_(handlesText(curve.handles.size())),
      area_(areaText(curve)) {
    setText(name);
    setAccessibleName(QStringLiteral("%1, %2, %3").arg(name, handles_, area_));
    constexpr double mmPerCm = 10;
    const double around = perimeter(flatten(curve, finestMm)) / mmPerCm;
    setToolTip(Texts::tr("Takes the crosshair to the middle of this curve. Its perimeter is %1 cm.")
                   .arg(around, 0, 'f', 1));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize CurveRow::sizeHint() const {
    return {0, heightFor(QFontMetrics(ui::font(TextRole::Body)), rowHeight)};
}

void CurveRow::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isHot() || isOn()) {
        drawBox(painter, rect(), 6, theme().hover);
    }
    const QRectF glyph(space::xs, (height() - glyphSide) / 2.0, glyphSide, glyphSide);
    paintIcon(painter, isHole_ ? Icon::Solo : Icon::CurveEdit, glyph, theme().text2);
    QRectF line = QRectF(rect()).adjusted(glyph.right() + space::s, 0, -space::xs, 0);
    painter.setFont(ui::font(TextRole::Body, QFont::DemiBold));
    painter.setPen(theme().text1);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, text());
    const int name = QFontMetrics(painter.font()).horizontalAdvance(text());
    painter.setFont(ui::font(TextRole::Caption));
    painter.setPen(theme().text2);
    drawDigits(painter, line, Qt::AlignRight, area_);
    const int area = static_cast<int>(std::ceil(digitsWidth(painter.fontMetrics(), area_)));
    line.adjust(name + space::s, 0, -area - space::xs, 0);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                     elidedMiddle(painter.fontMetrics(), handles_, static_cast<int>(line.width())));
}

CurveList::CurveList(ToolBox& tools, CaseSession& session, QWidget* parent)
    : QWidget(parent), tools_(tools), session_(session),
      title_(new Label({}, TextRole::Body, Label::Tone::Text2, QFont::DemiBold)) {
    setObjectName(QStringLiteral("curve.list"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(title_);
    rows_ = new QVBoxLayout;
    rows_->setSpacing(0);
    column->addLayout(rows_);
    again_.setSingleShot(true);
    again_.setInterval(pauseMs);
    connect(&again_, &QTimer::timeout, this, &CurveList::follow);
    const auto later = [this] { again_.start(); };
    connect(&session_, &CaseSession::voxelsChanged, this, later);
    connect(&session_, &CaseSession::actEnded, this, later); // handles are chosen, too
    connect(&session_, &CaseSession::segmentsChanged, this, later);
    connect(&session_.view(), &ViewState::crosshairChanged, this, later);
    connect(&session_.view(), &ViewState::activeAxisChanged, this, later);
    connect(&session_.view(), &ViewState::activeSegmentChanged, this, later);
    connect(&tools_, &ToolBox::changed, this, later);
    follow();
}

void CurveList::follow() {
    const std::vector<Segment>& segments = session_.segmentation().labels.segments();
    const auto active = static_cast<std::size_t>(session_.view().activeSegment());
    const SlicePlane plane = session_.view().activePlane();
    std::vector<Contour> now;
    if (active < segments.size()) {
        now = tools_.contour.curves(session_.segmentation().labels, segments[active], plane);
    }
    title_->setText(now.empty() ? Texts::tr("No curves on slice %1").arg(plane.index + 1)
                                : Texts::tr("Curves on slice %1").arg(plane.index + 1));
    plane_ = plane;
    if (now != curves_) {
        curves_ = std::move(now);
        showRows();
    }
    recount();
}

/// Rows are few, so they are made anew; one that has the keyboard's focus keeps it.
void CurveList::showRows() {
    int focused = -1;
    for (int i = rows_->count() - 1; i >= 0; --i) {
        const std::unique_ptr<QLayoutItem> item(rows_->takeAt(i));
        focused = item->widget()->hasFocus() ? i : focused;
        delete item->widget();
    }
    const QStringList names = namesOf(curves_);
    for (int i = 0; i < names.size(); ++i) {
        const Contour& curve = curves_[static_cast<std::size_t>(i)];
        auto* row = new CurveRow(names[i], curve);
        connect(row, &CurveRow::clicked, this,
                [this, i] { goTo(curves_.at(static_cast<std::size_t>(i))); });
        rows_->addWidget(row);
        if (i == focused) {
            row->setFocus();
        }
    }
}

void CurveList::recount() {
    std::size_t handles = 0;
    std::size_t left = 0;
    for (const Contour& curve : curves_) {
        handles += curve.handles.size();
        left += simplified(curve, tools_.contour.parameters.toleranceMm).handles.size();
    }
    Q_EMIT counted(static_cast<int>(handles), static_cast<int>(left));
}

void CurveList::goTo(const Contour& curve) {
    const PlaneFrame frame(session_.image().geometry(), plane_);
    const auto at = frame.toIndex(centreOf(curve));
    VoxelIndex voxel{std::lround(at.x), std::lround(at.y), std::lround(at.z)};
    session_.view().setCrosshair(voxel);
}

} // namespace laurel::ui
