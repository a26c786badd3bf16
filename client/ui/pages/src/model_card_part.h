#pragma once

#include "model_card.h"

#include "laurel/ui_kit/controls.h"

#include <QWidget>

namespace laurel::ui {

/// The card of a model that comes from no server: what it reaches, where it fails, how it was made.
class ModelCardPart : public QWidget {
    Q_OBJECT
  public:
    explicit ModelCardPart(QWidget* parent = nullptr);
    void present(const ModelCard& card);

  private:
    QWidget* body_;
};

} // namespace laurel::ui
