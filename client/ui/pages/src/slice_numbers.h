#pragma once

#include "numbers_facts.h"

#include <QWidget>

namespace laurel::ui {

/// The legend beside the curves: each segment's colour, abbreviation and value in the slice on
/// show.
class SliceNumbers : public QWidget {
    Q_OBJECT
  public:
    explicit SliceNumbers(QWidget* parent = nullptr);
    void present(const QString& title, std::vector<NumberAtSlice> numbers);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {112, 60}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    int rowHeight() const;

    QString title_;
    std::vector<NumberAtSlice> numbers_;
};

} // namespace laurel::ui
