#pragma once

#include "laurel/session/case_session.h"

#include <QPixmap>
#include <QWidget>

#include <memory>

namespace laurel::ui {

/// Cross-sectional area of each segment along the limb, cm², with a line at the current slice;
/// a proposal's curves are thin and dashed. Click or drag goes to the slice.
///
/// Tall: mm from the first slice downwards, area to the right. Wider than tall: slices to the
/// right, area upwards. A curve runs over the slices about which something was said: an empty slice
/// has no area, not an area of 0.
class AreaPlot : public QWidget {
    Q_OBJECT
  public:
    /// @param session outlives the plot
    explicit AreaPlot(CaseSession& session, QWidget* parent = nullptr);
    ~AreaPlot() override;
    QSize sizeHint() const override;
    /// Where an area at a slice is drawn, in widget coordinates.
    QPointF positionOf(std::int64_t slice, double squareCentimetres) const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

  private:
    struct Curves;
    const Curves& curves() const;
    void forget();
    void repaintCurves();
    void goTo(const QPointF& position);
    QPixmap drawn() const;

    CaseSession& session_;
    mutable std::unique_ptr<Curves> curves_; ///< null: to be made anew
    /// All but the line at the current slice, which moves often; null: to be drawn anew.
    QPixmap picture_;
    std::int64_t shownSlice_ = -1;
};

} // namespace laurel::ui
