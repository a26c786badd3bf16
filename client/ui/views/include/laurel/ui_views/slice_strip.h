#pragma once

#include "laurel/session/case_session.h"

#include <QWidget>

#include <optional>

namespace laurel::ui {

/// The slice slider with the state of every slice as a bar: auto 30, in work 60, reviewed and
/// flagged 100 % high, a line where there is nothing; hollow bars where a proposal lies, or
/// has come so far while it is being made. Click or
/// drag goes to a slice. Below: "Slice 26 of 96" is the panel's, not the strip's.
///
/// Keys: arrows one slice, PgUp and PgDn ten, Home and End. Where slices outnumber pixels, the most
/// pressing state of those that share one is shown: flagged, in work, auto, reviewed, empty.
class SliceStrip : public QWidget {
    Q_OBJECT
  public:
    /// @param session outlives the strip
    explicit SliceStrip(CaseSession& session, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// The middle of a slice's bar, in widget coordinates.
    QPoint positionOf(std::int64_t slice) const;

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void goTo(const QPoint& position);
    void stepTo(std::int64_t slice);
    void announce();
    void moved();
    void updateMarker(std::int64_t slice);
    std::optional<std::int64_t> sliceFor(const QKeyEvent& event) const; ///< where a key leads
    std::int64_t count() const;
    std::int64_t current() const;
    double pitch() const; ///< px from one slice to the next
    SliceState stateOf(std::int64_t first, std::int64_t last) const;
    bool isProposed(std::int64_t slice) const;
    void paintBars(QPainter& painter, const QRectF& part) const;
    void paintBar(QPainter& painter, const QRectF& cell, SliceState state, bool proposed) const;
    void paintMarker(QPainter& painter) const;

    CaseSession& session_;
    std::int64_t shownSlice_;
    int wheelRest_ = 0;
};

} // namespace laurel::ui
