#pragma once

#include "models_panel.h"
#include "pieces.h"

#include <array>

namespace laurel::ui {

/// Where the columns of the table of models lie within a row of this width.
struct ModelColumns {
    explicit ModelColumns(const QRect& row);
    QRect name, structures, modality, origin, state;
};

/// The names above the columns.
class ModelHeader : public QWidget {
    Q_OBJECT
  public:
    explicit ModelHeader(QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;
};

/// A model of the table; checked: what it is stands below.
class ModelRow : public RowButton {
    Q_OBJECT
  public:
    explicit ModelRow(ModelsFacts::Model model, QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintContent(QPainter& painter) override;

  private:
    ModelsFacts::Model model_;
};

} // namespace laurel::ui
