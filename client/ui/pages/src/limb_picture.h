#pragma once

#include <QWidget>

class QPainter;

namespace laurel::ui {

/// Three small pictures of what Laurel does, on black as images are. The limb is drawn from curves
/// of ours, of nobody's leg.
class LimbPicture : public QWidget {
    Q_OBJECT
  public:
    enum class Scene { Segment, Correct, Learn };
    explicit LimbPicture(Scene scene, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Scene scene_;
};

} // namespace laurel::ui
