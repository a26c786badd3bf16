#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/image_source.h"

#include <vector>

class QVBoxLayout;

namespace laurel::ui {

/// A path that holds several images: which of them shall be opened. In groups by patient and study,
/// what opens first; patients have numbers until a person asks for their names. Up and Down go from
/// one that can be opened to the next, Esc goes back.
class SeriesPage : public Surface {
    Q_OBJECT
  public:
    explicit SeriesPage(QWidget* parent = nullptr);
    void show(const QString& path, const std::vector<ImageChoice>& choices);

  Q_SIGNALS:
    void chosen(const laurel::ImageRequest& request);
    void cancelled();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void rebuild();
    void addHead(QVBoxLayout& rows);
    void addGroups(QVBoxLayout& rows);
    QString titleOf(const ImageChoice& choice) const;
    QWidget* buttons();
    void goToOpener(int step);

    QVBoxLayout* column_;
    QWidget* content_ = nullptr;
    QString path_;
    std::vector<ImageChoice> choices_;
    std::vector<std::string> patients_; ///< with a name, in the order of `choices_`
    std::vector<QWidget*> openers_;     ///< from top to bottom; children of the content
    bool showsNames_ = false;
};

} // namespace laurel::ui
