#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/image_source.h"

#include <QImage>

namespace laurel::ui {

/// The middle slice of an image on black, in true proportions.
class SeriesPicture : public QWidget {
    Q_OBJECT
  public:
    explicit SeriesPicture(const SmallPicture& picture, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QImage image_; ///< null where there is none
};

/// One image that could be opened: what it shows, its facts, and what can be done with it.
class SeriesRow : public Surface {
    Q_OBJECT
  public:
    explicit SeriesRow(const ImageChoice& choice, QWidget* parent = nullptr);

  Q_SIGNALS:
    void chosen(const laurel::ImageRequest& request);

  private:
    QLayout* words(const ImageChoice& choice) const;
    QWidget* opener(const ImageChoice& choice);
};

} // namespace laurel::ui
