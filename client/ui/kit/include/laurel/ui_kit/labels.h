#pragma once

#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/theme.h"

#include <QString>
#include <QWidget>

#include <optional>

namespace laurel::ui {

class GlyphButton;

/// A text that breaks in the middle when it does not fit ("Extensor digit… longus"), in a type
/// role.
class Label : public QWidget {
    Q_OBJECT
  public:
    enum class Tone { Text1, Text2, Text3, Laurel, Flagged, InWork };
    explicit Label(const QString& text, TextRole role = TextRole::Body, Tone tone = Tone::Text1,
                   QFont::Weight weight = QFont::Normal, QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const noexcept { return text_; }
    /// What is painted at this width: the text, or the text with its middle left out.
    QString shownText() const;
    void setTone(Tone tone);
    void setWraps(bool wraps);     ///< several lines by words instead of breaking in the middle
    void setNumeric(bool numeric); ///< right-aligned, digits of one width
    void setAlignment(Qt::Alignment alignment);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QString text_;
    TextRole role_;
    Tone tone_;
    QFont::Weight weight_;
    Qt::Alignment alignment_;
    void tellWhole();
    bool wraps_ = false;
    bool numeric_ = false;
    bool tellsWhole_ = false; ///< its tooltip is the text, because that is broken
};

/// A key as on a keyboard: "B", "Ctrl".
class KeyCap : public QWidget {
    Q_OBJECT
  public:
    explicit KeyCap(const QString& keys, QWidget* parent = nullptr);
    void setKeys(const QString& keys);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString keys_;
};

/// Half-height rounded label with an optional mark or glyph.
class Chip : public QWidget {
    Q_OBJECT
  public:
    explicit Chip(const QString& text, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setMark(std::optional<StateMark> mark); ///< also chooses its colours
    void setGlyph(std::optional<Icon> glyph); ///< instead of the mark; the mark keeps its colours
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

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
    double fraction() const noexcept { return fraction_; }
    void setColor(const QColor& color); ///< invalid: laurel
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    double fraction_ = 0;
    QColor color_;
};

/// A background task in the status bar: name, progress, time left, cross.
class TaskChip : public QWidget {
    Q_OBJECT
  public:
    TaskChip(Icon glyph, const QString& name, QWidget* parent = nullptr);
    void setName(const QString& name);
    void setFraction(std::optional<double> fraction); ///< none: no bar
    void setTimeLeft(const QString& time);            ///< "0:41"; empty: none
    void setCancellable(bool cancellable);            ///< false takes the cross away
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  Q_SIGNALS:
    void cancelled();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void refresh();
    Icon glyph_;
    QString name_, timeLeft_;
    std::optional<double> fraction_;
    GlyphButton* cross_;
};

} // namespace laurel::ui
