#pragma once

#include <QWidget>

#include <vector>

namespace laurel::ui {

/// A histogram with two handles that take a range of its values; bars within are laurel. By
/// pointer: press near a handle and drag it. Fields beside it serve the keyboard. GUI thread.
class RangeHistogram : public QWidget {
    Q_OBJECT
  public:
    explicit RangeHistogram(const QString& name, QWidget* parent = nullptr);

    /// Heights of equal bars from `low` to `high`; scaled so that the highest but the first and the
    /// last, where values beyond gather, fills the widget. Precondition: low < high.
    void setBars(std::vector<double> heights, double low, double high);
    void setRange(double low, double high); ///< clamped to the bars; does not emit
    double rangeLow() const noexcept { return rangeLow_; }
    double rangeHigh() const noexcept { return rangeHigh_; }
    const std::vector<double>& bars() const noexcept { return heights_; }
    /// Where a value stands, px from the left.
    double xOf(double value) const;
    QSize sizeHint() const override { return {180, 64}; }
    QSize minimumSizeHint() const override { return {80, 48}; }

  Q_SIGNALS:
    void rangeMoved(double low, double high); ///< by a person

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

  private:
    double valueAt(double x) const;
    void moveHandle(double x);

    std::vector<double> heights_;
    double low_ = 0, high_ = 1;
    double rangeLow_ = 0, rangeHigh_ = 1;
    bool movesHigh_ = false; ///< which handle is held
};

} // namespace laurel::ui
