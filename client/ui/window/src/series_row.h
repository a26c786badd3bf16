#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/image_source.h"

#include <QImage>

namespace laurel::ui {

/// The middle slice of an image on black, in true proportions; a glyph where there is none.
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
    QWidget* opener() const noexcept { return opener_; } ///< nullptr where nothing can be done

  Q_SIGNALS:
    void chosen(const laurel::ImageRequest& request);

  private:
    QLayout* words(const ImageChoice& choice) const;
    QWidget* makeOpener(const ImageChoice& choice);

    QWidget* opener_;
};

} // namespace laurel::ui
