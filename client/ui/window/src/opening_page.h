#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/image_source.h"

class QVBoxLayout;

namespace laurel::ui {

class SeriesPicture;

/// An image of which one slice is there to be seen, while the others are being read.
class OpeningPage : public Surface {
    Q_OBJECT
  public:
    explicit OpeningPage(QWidget* parent = nullptr);
    void show(const QString& path, const SmallPicture& picture);

  Q_SIGNALS:
    void cancelled();

  private:
    QVBoxLayout* column_;
    SeriesPicture* picture_ = nullptr;
    Label* title_;
};

} // namespace laurel::ui
