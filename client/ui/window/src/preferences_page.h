#pragma once

#include "keys_editor.h"

#include "laurel/session/preferences.h"
#include "laurel/ui_kit/controls.h"

class QBoxLayout;
class QVBoxLayout;

namespace laurel::ui {

/// What a person sets for good, on one page: appearance, performance, how cases are kept, names and
/// units, keys. Everything counts at once; there is nothing to confirm.
class PreferencesPage : public Surface {
    Q_OBJECT
  public:
    /// @param preferences outlive the page
    explicit PreferencesPage(Preferences& preferences, QWidget* parent = nullptr);

    void setAppearance(ThemeChoice choice, double scale);
    void setKeys(const Keymap& keys) { keys_->setKeys(keys); }

  Q_SIGNALS:
    void themeChosen(laurel::ui::ThemeChoice choice);
    void textScaleChosen(double scale);
    void keysChosen(const laurel::ui::Keymap& keys);
    void caseFolderWanted(); ///< the window shows its file dialog
    void done();

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    QVBoxLayout* addSection(QBoxLayout& layout, const QString& title, const QString& note);
    void addAppearance(QBoxLayout& layout);
    void addPerformance(QBoxLayout& layout);
    void addKeeping(QBoxLayout& layout);
    void addNames(QBoxLayout& layout);
    void addKeys(QBoxLayout& layout);
    void follow();

    Preferences& preferences_;
    Segmented* theme_;
    Slider* scale_;
    Label* scaleText_;
    Dropdown* threads_;
    NumberField* minutes_;
    NumberField* steps_;
    Label* folder_;
    Button* usualFolder_;
    Segmented* names_;
    Segmented* area_;
    KeysEditor* keys_;
};

} // namespace laurel::ui
