#pragma once

#include "pieces.h"

#include <optional>

namespace laurel::ui {

/// A line of a list at the side: glyph or mark of a state, words, how many. Checkable where it
/// chooses.
class SideRow : public RowButton {
    Q_OBJECT
  public:
    SideRow(Icon glyph, const QString& text, QWidget* parent = nullptr);
    SideRow(StateMark mark, const QString& text, QWidget* parent = nullptr);
    void setCount(std::optional<qint64> count);
    QSize sizeHint() const override;

  protected:
    void paintContent(QPainter& painter) override;

  private:
    QString text_;
    Icon glyph_ = Icon::Folder;
    std::optional<StateMark> mark_;
    std::optional<qint64> count_;
};

} // namespace laurel::ui
