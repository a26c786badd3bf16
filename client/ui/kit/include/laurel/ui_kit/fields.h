#pragma once

#include <QString>
#include <QWidget>

class QLineEdit;

namespace laurel::ui {

class Label;

/// A number with unit and range. What lies outside the range is shown with a flagged border and one
/// line beneath that names the range; `changed` comes for values in range only. A decimal point or
/// comma; Up and Down step, Esc brings the value in force back.
class NumberField : public QWidget {
    Q_OBJECT
  public:
    NumberField(const QString& name, double low, double high, int decimals,
                const QString& unit = {}, QWidget* parent = nullptr);
    ~NumberField() override;
    double value() const noexcept { return value_; }
    void setValue(double value); ///< does not emit
    void setRange(double low, double high);
    void setStep(double step); ///< of Up and Down; one unit of the last decimal if never called
    bool hasError() const noexcept { return error_; }
    QString message() const; ///< the line beneath; empty without an error

  Q_SIGNALS:
    void changed(double value);
    void finished(); ///< by Enter or Esc: the owner may give the focus back to the image

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void layOut();
    void showValue();
    void checkText();
    void readText();
    void stepBy(int steps);
    bool parse(double& value) const;
    void setError(bool error);
    QString written(double value) const;
    double low_, high_, value_, step_;
    int decimals_;
    QString unit_;
    bool error_ = false;
    QLineEdit* edit_;
    Label* message_;
};

/// One line of text on the field's fill, with a glyph and a key at its ends: "Find a command  Ctrl
/// K".
class SearchField : public QWidget {
    Q_OBJECT
  public:
    explicit SearchField(const QString& placeholder, const QString& keys = {},
                         QWidget* parent = nullptr);
    QLineEdit* edit() const noexcept { return edit_; }
    QString text() const;
    void setKeys(const QString& keys);
    QSize sizeHint() const override;

  Q_SIGNALS:
    void edited(const QString& text);
    void accepted(); ///< Enter
    void escaped();  ///< Esc; the text is cleared before

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void layOut();
    QString keys_;
    QLineEdit* edit_;
};

} // namespace laurel::ui
