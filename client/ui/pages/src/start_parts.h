#pragma once

#include "pieces.h"
#include "start_panel.h"

namespace laurel::ui {

/// The name with its sprig, as the largest words of the program.
class Brand : public QWidget {
    Q_OBJECT
  public:
    explicit Brand(QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
};

/// Where things are dropped; the whole page takes them.
class DropZone : public QWidget {
    Q_OBJECT
  public:
    explicit DropZone(QWidget* parent = nullptr);
    void setOver(bool over); ///< something hovers that could be dropped

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    bool over_ = false;
};

/// A model at hand; says what it is, does nothing.
class ModelLine : public QWidget {
    Q_OBJECT
  public:
    explicit ModelLine(const StartFacts::Model& model, QWidget* parent = nullptr);
};

} // namespace laurel::ui
