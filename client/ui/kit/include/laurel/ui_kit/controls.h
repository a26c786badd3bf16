#pragma once

#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/theme.h"

#include <QAbstractButton>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <optional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QVBoxLayout;

/// Controls of the design (picture 12). All: keyboard focus ring 2 px laurel, 2 px off, for keyboard
/// focus only; accessible name and role; follow the theme; disabled ones say why in their tooltip.
namespace laurel::ui {

enum class ButtonKind { Primary, Normal, Quiet };

class Button : public QAbstractButton {
    Q_OBJECT
  public:
    explicit Button(const QString& text, ButtonKind kind = ButtonKind::Normal, QWidget* parent = nullptr);
    void setGlyph(std::optional<Icon> glyph);
    void setHint(const QString& keys); ///< "Ctrl ⏎" in small at the right; yields when it does not fit
    void setTall(bool tall);           ///< 34 px: the primary in a foot
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    ButtonKind kind_;
    std::optional<Icon> glyph_;
    QString hint_;
    bool tall_ = false;
};

/// Square button with a glyph: 28 px; in the tool rail (`letter` given) 38 px with its key small.
class GlyphButton : public QAbstractButton {
    Q_OBJECT
  public:
    GlyphButton(Icon glyph, const QString& name, const QString& letter = {}, QWidget* parent = nullptr);
    void setGlyph(Icon glyph);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Icon glyph_;
    QString letter_;
};

/// Two to four words, one of them on.
class Segmented : public QWidget {
    Q_OBJECT
  public:
    explicit Segmented(const QStringList& choices, QWidget* parent = nullptr);
    int index() const noexcept { return index_; }
    void setIndex(int index); ///< does not emit
    QSize sizeHint() const override;

  Q_SIGNALS:
    void chosen(int index); ///< by a person

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QStringList choices_;
    int index_ = 0;
};

class Switch : public QAbstractButton {
    Q_OBJECT
  public:
    explicit Switch(const QString& name, QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
};

class CheckBox : public QAbstractButton {
    Q_OBJECT
  public:
    explicit CheckBox(const QString& text, QWidget* parent = nullptr);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
};

/// Horizontal; laurel up to the handle.
class Slider : public QWidget {
    Q_OBJECT
  public:
    Slider(const QString& name, double low, double high, double step, QWidget* parent = nullptr);
    double value() const noexcept { return value_; }
    void setValue(double value); ///< clamped; does not emit
    QSize sizeHint() const override;

  Q_SIGNALS:
    void moved(double value); ///< by a person

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    void moveTo(double value);
    double low_, high_, step_, value_;
};

/// A number with unit and range. What lies outside the range is shown with a flagged border and one
/// line beneath that names the range; `changed` comes for values in range only.
class NumberField : public QWidget {
    Q_OBJECT
  public:
    NumberField(const QString& name, double low, double high, int decimals, const QString& unit = {},
                QWidget* parent = nullptr);
    double value() const noexcept { return value_; }
    void setValue(double value); ///< does not emit
    bool hasError() const noexcept { return error_; }

  Q_SIGNALS:
    void changed(double value);

  private:
    void readText();
    double low_, high_, value_;
    int decimals_;
    bool error_ = false;
    QLineEdit* edit_;
    QLabel* message_;
};

/// Half-height rounded label with an optional mark or glyph.
class Chip : public QWidget {
    Q_OBJECT
  public:
    explicit Chip(const QString& text, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setMark(std::optional<StateMark> mark); ///< also chooses its colours
    void setGlyph(std::optional<Icon> glyph);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString text_;
    std::optional<StateMark> mark_;
    std::optional<Icon> glyph_;
};

/// Thin bar: 0 to 1.
class ProgressBar : public QWidget {
    Q_OBJECT
  public:
    explicit ProgressBar(QWidget* parent = nullptr);
    void setFraction(double fraction);
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    double fraction_ = 0;
};

/// One line that says what happened, with one action. Lies over panels, never over an image.
class Toast : public QWidget {
    Q_OBJECT
  public:
    enum class Kind { Done, Warning, Error };
    Toast(Kind kind, const QString& title, const QString& detail, const QString& action, QWidget* parent);

  Q_SIGNALS:
    void acted();
    void dismissed();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Kind kind_;
};

/// Says what belongs here and offers the first act (add buttons to `buttons()`).
class EmptyPlace : public QWidget {
    Q_OBJECT
  public:
    EmptyPlace(Icon glyph, const QString& title, const QString& text, QWidget* parent = nullptr);
    QHBoxLayout* buttons() const noexcept { return buttons_; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QHBoxLayout* buttons_;
};

/// A text that breaks in the middle when it does not fit ("Extensor digit… longus"), in a type role.
class Label : public QWidget {
    Q_OBJECT
  public:
    enum class Tone { Text1, Text2, Text3, Laurel, Flagged, InWork };
    explicit Label(const QString& text, TextRole role = TextRole::Body, Tone tone = Tone::Text1,
                   QFont::Weight weight = QFont::Normal, QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const noexcept { return text_; }
    void setTone(Tone tone);
    void setWraps(bool wraps); ///< several lines by words instead of breaking in the middle
    void setNumeric(bool numeric); ///< right-aligned, digits of one width
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString text_;
    TextRole role_;
    Tone tone_;
    QFont::Weight weight_;
    bool wraps_ = false;
    bool numeric_ = false;
};

/// A surface of the theme with an optional 1-px line at some of its sides.
class Surface : public QWidget {
    Q_OBJECT
  public:
    enum class Fill { Ground, Panel, Raised, Well, Canvas };
    explicit Surface(Fill fill, Qt::Edges lines = {}, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Fill fill_;
    Qt::Edges lines_;
};

} // namespace laurel::ui
