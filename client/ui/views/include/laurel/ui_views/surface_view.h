#pragma once

#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"

#include <QWidget>

#include <memory>

namespace laurel::ui {

/// The visible segments as surfaces, and hatched what is proposed, from all sides: drag or arrow
/// keys turn, the wheel zooms, Home or a double click looks from the front again. A click brings
/// the crosshair to the place that is seen there, which is marked; with Alt its segment becomes the
/// active one. Follows the case a moment after an edit, while it is visible. Surfaces and pictures
/// are made in threads of its own; until the first is there, the place says so.
class SurfaceView : public QWidget {
    Q_OBJECT
  public:
    /// @param session outlives the view
    explicit SurfaceView(CaseSession& session, QWidget* parent = nullptr);
    ~SurfaceView() override;
    QSize sizeHint() const override;
    /// Whether what is shown is of the case as it is, seen as asked for.
    bool isUpToDate() const;

  Q_SIGNALS:
    void pictureChanged();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override; ///< keeps its keys from the window's shortcuts

  private:
    void caseChanged();
    void rebuild();
    void makeMesh(const std::shared_ptr<LabelSnapshot::Copy>& copy);
    void takeMesh();
    void redraw();
    void goToSeen(const QPointF& place, bool takesSegment);
    void paintCrosshair(QPainter& painter) const;
    void turnBy(double turn, double tilt);
    void lookFromFront();

    struct State;
    std::unique_ptr<State> state_;
};

} // namespace laurel::ui
