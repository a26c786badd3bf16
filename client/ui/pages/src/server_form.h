#pragma once

#include "laurel/ui_kit/controls.h"

#include <QWidget>

class QLineEdit;

namespace laurel::ui {

/// An address as typed, made whole: "laurel.example.org" becomes "https://laurel.example.org", and
/// this computer's "http://localhost:8750".
struct TypedAddress {
    QString url;        ///< canonical; empty when `problem` says why
    QString problem;    ///< one line
    bool plain = false; ///< plain HTTP to another computer: to be allowed first
};
TypedAddress readAddress(const QString& typed);

/// Adds a server in two steps: who answers there, then a person compares the fingerprint of its key
/// and pins it. The API key is typed into a field that hides it, and is gone from there once it was
/// handed on.
class ServerForm : public QWidget {
    Q_OBJECT
  public:
    explicit ServerForm(QWidget* parent = nullptr);
    /// Who answered. Nothing is kept before `addWanted`.
    void showFound(const QString& address, const QString& name, const QString& fingerprint);
    void showFailure(); ///< of asking or adding: back to typing, with what was typed
    void showAdded();   ///< empty again
    void focusAddress();
    bool isAdding() const noexcept { return step_ == Step::Adding; }

  Q_SIGNALS:
    void askWanted(const QString& address, bool insecure);
    void addWanted(const QString& address, bool insecure, const QString& key);

  private:
    enum class Step { Typing, Asking, Found, Adding };

    QWidget* typingPart();
    QWidget* foundPart();
    QWidget* plainPart(QWidget* parent);
    void readTyped();
    void ask();
    void add();
    void go(Step step);

    Step step_ = Step::Typing;
    QString asked_; ///< address that was asked
    QLineEdit* address_;
    QLineEdit* key_;
    QWidget* plain_;
    CheckBox* allow_;
    Label* problem_;
    Button* ask_;
    QWidget* found_;
    Label* foundName_;
    Label* fingerprint_;
    Button* add_;
    Button* back_;
};

} // namespace laurel::ui
