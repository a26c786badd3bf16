#pragma once

#include "laurel/ui_kit/buttons.h"
#include "laurel/ui_kit/icons.h"

#include <QMap>
#include <QRect>
#include <QStringList>
#include <QWidget>

#include <vector>

namespace laurel::ui {

/// Words in a row, one of them on. One stop of the Tab key; arrows, Home and End choose.
class ChoiceRow : public QWidget {
    Q_OBJECT
  public:
    const QStringList& choices() const noexcept { return choices_; }
    int index() const noexcept { return index_; }
    void setIndex(int index); ///< does not emit
    void choose(int index);   ///< as a person would: emits when it changes
    /// What cannot be chosen now is quiet, and its tooltip says why.
    void setChoiceEnabled(int index, bool enabled, const QString& why = {});
    bool isChoiceEnabled(int index) const;
    virtual QRect choiceRect(int index) const = 0;

  Q_SIGNALS:
    void chosen(int index); ///< by a person

  protected:
    ChoiceRow(const QStringList& choices, QWidget* parent);
    int hot() const noexcept { return hot_; } ///< under the pointer, or -1
    int choiceAt(QPoint position) const;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void step(int from, int by);
    QStringList choices_;
    QMap<int, QString> disabled_; ///< and why
    int index_ = 0;
    int hot_ = -1;
};

/// Two to four words, one of them on.
class Segmented : public ChoiceRow {
    Q_OBJECT
  public:
    explicit Segmented(const QStringList& choices, QWidget* parent = nullptr);
    QRect choiceRect(int index) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::vector<int> widths() const;
};

/// The places of the window, the one that is open underlined: Cases, Segment, Numbers, Learn,
/// Models.
class TabBar : public ChoiceRow {
    Q_OBJECT
  public:
    TabBar(const QStringList& names, const std::vector<Icon>& glyphs, QWidget* parent = nullptr);
    QRect choiceRect(int index) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    std::vector<Icon> glyphs_;
};

/// On or off at once: 30 × 16, checked with laurel. `toggled` comes from setChecked as well,
/// `clicked` only from a person.
class Switch : public ButtonBase {
    Q_OBJECT
  public:
    explicit Switch(const QString& name, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;
};

class CheckBox : public ButtonBase {
    Q_OBJECT
  public:
    explicit CheckBox(const QString& text, QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
};

/// Horizontal; laurel up to the handle. Arrows one step, PgUp and PgDn ten, Home and End to the
/// ends.
class Slider : public QWidget {
    Q_OBJECT
  public:
    Slider(const QString& name, double low, double high, double step, QWidget* parent = nullptr);
    double value() const noexcept { return value_; }
    double low() const noexcept { return low_; }
    double high() const noexcept { return high_; }
    double step() const noexcept { return step_; }
    void setValue(double value); ///< clamped; does not emit
    void moveTo(double value);   ///< as a person would: onto a step, emits when it changes
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void moved(double value); ///< by a person

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    double valueAt(double x) const;
    double low_, high_, step_, value_;
};

} // namespace laurel::ui
