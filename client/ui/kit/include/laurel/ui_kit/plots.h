#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

class QPainter;

/// Plots of the design (pictures 01, 04a, 04b). Painted on the panel; hues are moved in lightness
/// until they read there. What is not finite is left out of curves and written as "–". GUI thread.
namespace laurel::ui {

struct Curve {
    QString name = {};
    QColor color = {};  ///< any hue; invalid: laurel
    double width = 1.5; ///< px
    bool dashed = false;
    bool dots = false;                ///< a dot at each point
    bool marksEnd = false;            ///< a dot and the value at the last point
    bool faintRaw = true;             ///< when smoothed, as measured faintly behind
    std::vector<QPointF> points = {}; ///< in the axes' units, along the curve
};

struct PlotAxis {
    QString title = {};                        ///< small at the axis' end: "area, cm²"
    std::optional<double> low = {}, high = {}; ///< fixed ends; else from the curves
    int decimals = 0;                          ///< of its tick labels; more appear when zoomed in
    bool reversed = false;                     ///< high values at the left, or at the bottom
};

/// A level across the plot: "before, 0.868" dashed, or the slice on show in its plane's colour.
struct PlotLevel {
    double value = 0; ///< on the y axis
    QString label = {};
    QColor color = {}; ///< invalid: text 2, and dashed
};

/// Exponential moving average without the bias of its start, as training curves are smoothed: the
/// k-th value is sum(w^(k-i) y_i) / sum(w^(k-i)) over i <= k. Weight 0 (unchanged) to below 1.
/// Skips what is not finite. Kingma & Ba, Adam, 2015, section 3.
std::vector<QPointF> smoothed(const std::vector<QPointF>& points, double weight);

/// Between neighbours in order of x; none outside, and where one of the two is not finite.
std::optional<double> interpolated(const std::vector<QPointF>& points, double x);

/// Round numbers within [low, high], at most `most` of them, ascending.
std::vector<double> niceTicks(double low, double high, int most);

/// A line upright at `x`, with a dot on each curve there.
struct PlotMarker {
    double x = 0;
    QColor color = {}; ///< invalid: text 2
};

/// Curves over two axes. Drag to zoom, double-click to see everything, click to pick; the pointer
/// reads values.
class CurvePlot : public QWidget {
    Q_OBJECT
  public:
    explicit CurvePlot(const QString& name, QWidget* parent = nullptr);
    void setCurves(std::vector<Curve> curves); ///< keeps the zoom
    void setAxes(const PlotAxis& x, const PlotAxis& y);
    void setLevel(const std::optional<PlotLevel>& level);
    void setMarker(const std::optional<PlotMarker>& marker);
    /// Above 0 each curve is drawn smoothed, and those with `faintRaw` as measured behind.
    void setSmoothing(double weight);
    QRectF shown() const; ///< left, top: lowest x, lowest y on show; in the axes' units
    void showAll();
    QSize sizeHint() const override { return {320, 220}; }
    QSize minimumSizeHint() const override { return {120, 90}; }

  Q_SIGNALS:
    void zoomed();
    void picked(const QPointF& value); ///< in the axes' units

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    struct Drawn {
        std::vector<QPointF> line, faint;
    };
    /// Where values lie on the widget, as long as neither changes.
    struct Frame {
        QRectF range, place;
        bool xReversed = false, yReversed = false;
        QPointF toScreen(QPointF value) const;
        QPointF toValue(QPointF position) const;
    };
    struct Nearest {
        const Curve* curve = nullptr;
        QPointF value;
    };
    void prepare();
    void describe();
    QRectF everything() const;
    QRectF area() const;
    Frame frame() const;
    Nearest nearestTo(QPointF position, const Frame& frame) const;
    void paintGrid(QPainter& painter, const Frame& frame) const;
    void paintLevel(QPainter& painter, const Frame& frame) const;
    void paintMarker(QPainter& painter, const Frame& frame) const;
    void paintCurve(QPainter& painter, const Frame& frame, const Curve& curve,
                    const Drawn& drawn) const;
    void paintEnd(QPainter& painter, const Frame& frame, const Curve& curve,
                  const Drawn& drawn) const;
    void paintReading(QPainter& painter, const Frame& frame) const;
    void paintDrag(QPainter& painter, const Frame& frame) const;
    std::vector<Curve> curves_;
    std::vector<Drawn> drawn_;
    PlotAxis x_, y_;
    std::optional<PlotLevel> level_;
    std::optional<PlotMarker> marker_;
    double smoothing_ = 0;
    QRectF all_{0, 0, 1, 1}; ///< what is shown without zoom
    std::optional<QRectF> zoom_;
    std::optional<QPointF> pressed_, pointer_;
};

struct DumbbellRow {
    QColor color = {}; ///< the segment's
    QString name = {};
    std::optional<double> before = {}, now = {}; ///< none: undefined
};

/// Before and now of each row as a ring and a dot on one scale, with the number and its change.
class DumbbellPlot : public QWidget {
    Q_OBJECT
  public:
    explicit DumbbellPlot(const QString& name, QWidget* parent = nullptr);
    void setRows(std::vector<DumbbellRow> rows);
    /// Ends of the scale; without, they follow the rows. `decimals` of the numbers.
    void setScale(std::optional<double> low, std::optional<double> high, int decimals = 3);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void describe();
    void paintRow(QPainter& painter, const DumbbellRow& row, const QRectF& place,
                  const QRectF& scale) const;
    void paintNumbers(QPainter& painter, const DumbbellRow& row, const QRectF& place) const;
    void paintScale(QPainter& painter, const QRectF& scale) const;
    double xOf(double value, const QRectF& scale) const;
    int nameWidth() const;
    std::vector<DumbbellRow> rows_;
    std::optional<double> fixedLow_, fixedHigh_;
    double low_ = 0, high_ = 1;
    int decimals_ = 3;
};

/// The names under or beside a plot: a line, a ring or a dot, and a word.
class PlotLegend : public QWidget {
    Q_OBJECT
  public:
    enum class Sign { Line, Ring, Dot };
    struct Entry {
        QString name = {};
        QColor color = {}; ///< invalid: text 2
        Sign sign = Sign::Line;
    };
    explicit PlotLegend(QWidget* parent = nullptr);
    void setEntries(std::vector<Entry> entries);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::vector<Entry> entries_;
};

} // namespace laurel::ui
