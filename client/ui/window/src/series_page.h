#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/image_source.h"

#include <vector>

class QVBoxLayout;

namespace laurel::ui {

/// A path that holds several images: which of them shall be opened.
class SeriesPage : public Surface {
    Q_OBJECT
  public:
    explicit SeriesPage(QWidget* parent = nullptr);
    void show(const QString& path, const std::vector<ImageChoice>& choices);

  Q_SIGNALS:
    void chosen(const QString& path, const QString& seriesId);
    void cancelled();

  private:
    QWidget* rowOf(const ImageChoice& choice);

    QVBoxLayout* column_;
    QWidget* content_ = nullptr;
};

} // namespace laurel::ui
