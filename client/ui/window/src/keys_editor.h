#pragma once

#include "keymap.h"

#include "laurel/ui_kit/controls.h"

#include <optional>
#include <vector>

class QVBoxLayout;

namespace laurel::ui {

/// Shows the keys of one command; pressed, it takes the next key that is typed. Esc leaves it as it
/// was, Del takes the keys away.
class KeyRecorder : public ButtonBase {
    Q_OBJECT
  public:
    explicit KeyRecorder(const QString& command, QWidget* parent = nullptr);
    void setKeys(const QList<QKeySequence>& keys);
    bool isRecording() const noexcept { return recording_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  Q_SIGNALS:
    void typed(const QKeySequence& key);
    void cleared();

  protected:
    bool event(QEvent* event) override; ///< while it records, every key is its own
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    void setRecording(bool recording);
    QString text() const;

    QString command_;
    QList<QKeySequence> keys_;
    bool recording_ = false;
};

/// Every command with its keys, to be changed; a preset to begin with. A key that another command
/// has is not taken silently: the editor asks in a line of its own.
class KeysEditor : public QWidget {
    Q_OBJECT
  public:
    explicit KeysEditor(QWidget* parent = nullptr);
    void setKeys(const Keymap& keys); ///< does not emit

  Q_SIGNALS:
    void changed(const laurel::ui::Keymap& keys);

  private:
    struct Row {
        Command id{};
        QWidget* widget = nullptr;
        KeyRecorder* keys = nullptr;
        GlyphButton* reset = nullptr;
    };
    struct Asked {
        Command id{};
        QKeySequence key;
    };
    void addTop(QVBoxLayout& column);
    void addQuestion(QVBoxLayout& column);
    void addRows(QVBoxLayout& column);
    void addRow(Command id, QVBoxLayout& column);
    void take(Command id, const QKeySequence& key);
    void ask(Command id, const QKeySequence& key, const KeyConflict& conflict);
    void answer(bool anyway);
    void tell();
    void show();
    void filter(const QString& text);

    Keymap keys_;
    Segmented* preset_;
    Button* resetAll_;
    QWidget* question_ = nullptr;
    Label* questionText_ = nullptr;
    Button* anyway_ = nullptr;
    std::optional<Asked> asked_;
    std::vector<Row> rows_;
};

} // namespace laurel::ui
