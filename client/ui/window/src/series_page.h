#pragma once

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/image_source.h"

#include <vector>

class QVBoxLayout;

namespace laurel::ui {

/// A path that holds several images: which of them shall be opened. In groups by patient and study;
/// patients have numbers until a person asks for their names.
class SeriesPage : public Surface {
    Q_OBJECT
  public:
    explicit SeriesPage(QWidget* parent = nullptr);
    void show(const QString& path, const std::vector<ImageChoice>& choices);

  Q_SIGNALS:
    void chosen(const laurel::ImageRequest& request);
    void cancelled();

  private:
    void rebuild();
    void addHead(QVBoxLayout& rows);
    void addGroups(QVBoxLayout& rows);
    QWidget* foot();

    QVBoxLayout* column_;
    QWidget* content_ = nullptr;
    QString path_;
    std::vector<ImageChoice> choices_;
    bool showsNames_ = false;
};

} // namespace laurel::ui
