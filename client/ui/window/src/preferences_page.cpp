#include "preferences_page.h"

#include "option_rows.h"

#include <QBoxLayout>
#include <QScrollArea>

#include <cmath>

namespace laurel::ui {

namespace {

constexpr int pageWidth = 1120; ///< lines that are longer are hard to read
constexpr int nameWidth = 110;

QStringList threadChoices() {
    QStringList choices{PreferencesPage::tr("Automatic")};
    for (int count = 1; count <= Preferences::mostThreads(); ++count) {
        choices << PreferencesPage::tr("%n core(s)", nullptr, count);
    }
    return choices;
}

QString percent(double scale) {
    return QStringLiteral("%1 %").arg(std::lround(scale * 100));
}

} // namespace

PreferencesPage::PreferencesPage(Preferences& preferences, QWidget* parent)
    : Surface(Surface::Fill::Ground, {}, parent), preferences_(preferences),
      theme_(new Segmented({tr("Dark"), tr("Light"), tr("System")})),
      scale_(new Slider(tr("Size of all text in per cent"), 100, 150, 10)),
      scaleText_(new Label({})), threads_(new Dropdown(tr("Processor cores"), threadChoices())),
      minutes_(new NumberField(tr("Minutes until a case is saved"), 1, 60, 0, tr("min"))),
      steps_(new NumberField(tr("Steps until a case is saved"), 10, 1000, 0)),
      folder_(new Label({})), usualFolder_(new Button(tr("Usual place"))),
      names_(new Segmented({tr("Whole"), tr("Brief")})),
      area_(new Segmented({QStringLiteral("cm²"), QStringLiteral("mm²")})), keys_(new KeysEditor) {
    setObjectName(QStringLiteral("place.preferences"));
    setAccessibleName(tr("Preferences"));
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    auto* content = new QWidget;
    auto* middle = new QHBoxLayout(content);
    middle->setContentsMargins(space::l, space::l, space::l, space::xl);
    auto* sheet = new QWidget;
    sheet->setMaximumWidth(pageWidth);
    middle->addStretch(1);
    middle->addWidget(sheet, 100);
    middle->addStretch(1);
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto* top = new QHBoxLayout;
    top->addWidget(
        new Label(tr("Preferences"), TextRole::Page, Label::Tone::Text1, QFont::DemiBold));
    top->addStretch(1);
    auto* done = new Button(tr("Done"), ButtonKind::Primary);
    done->setHint(tr("Esc"));
    done->setToolTip(tr("Back to where you were (Esc). All of it counts already."));
    done->setObjectName(QStringLiteral("preferences.done"));
    connect(done, &Button::clicked, this, &PreferencesPage::done);
    top->addWidget(done);
    column->addLayout(top);
    auto* first = new QHBoxLayout;
    auto* second = new QHBoxLayout;
    for (QHBoxLayout* row : {first, second}) {
        row->setSpacing(space::m);
        column->addLayout(row);
    }
    addAppearance(*first);
    addPerformance(*first);
    addKeeping(*second);
    addNames(*second);
    addKeys(*column);
    column->addStretch(1);
    scroll->setWidget(content);
    connect(&preferences_, &Preferences::changed, this, &PreferencesPage::follow);
    follow();
}

/// A card with a title and a sentence about what it is for.
QVBoxLayout* PreferencesPage::addSection(QBoxLayout& layout, const QString& title,
                                         const QString& note) {
    auto* card = new Card;
    auto* rows = new QVBoxLayout(card);
    rows->setContentsMargins(space::l, space::m, space::l, space::l);
    rows->setSpacing(space::s);
    rows->addWidget(new Label(title, TextRole::Section, Label::Tone::Text1, QFont::DemiBold));
    auto* text = new Label(note, TextRole::Caption, Label::Tone::Text2);
    text->setWraps(true);
    rows->addWidget(text);
    rows->addSpacing(space::xs);
    layout.addWidget(card, 1);
    return rows;
}

void PreferencesPage::addAppearance(QBoxLayout& layout) {
    QVBoxLayout* rows =
        addSection(layout, tr("Appearance"), tr("Images lie on black in either theme."));
    theme_->setObjectName(QStringLiteral("preferences.theme"));
    theme_->setToolTip(tr("Colours of everything but images"));
    addRow(*rows, tr("Theme"), theme_, nameWidth);
    connect(theme_, &Segmented::chosen, this,
            [this](int index) { Q_EMIT themeChosen(static_cast<ThemeChoice>(index)); });
    scale_->setToolTip(tr("Size of all text"));
    QHBoxLayout* line = addRow(*rows, tr("Text"), scale_, nameWidth);
    scaleText_->setNumeric(true);
    scaleText_->setFixedWidth(48);
    line->addWidget(scaleText_);
    connect(scale_, &Slider::moved, this, [this](double size) {
        scaleText_->setText(percent(size / 100));
        Q_EMIT textScaleChosen(size / 100);
    });
    rows->addStretch(1);
}

void PreferencesPage::addPerformance(QBoxLayout& layout) {
    QVBoxLayout* rows =
        addSection(layout, tr("Performance"),
                   tr("How many cores models may use when they segment and learn. Automatic leaves "
                      "one to the window, so that editing stays smooth."));
    threads_->setObjectName(QStringLiteral("preferences.threads"));
    threads_->setToolTip(tr("Counts from the next run on"));
    addRow(*rows, tr("Cores"), threads_, nameWidth);
    connect(threads_, &Dropdown::chosen, this,
            [this](int index) { preferences_.setThreads(index); });
    rows->addStretch(1);
}

void PreferencesPage::addKeeping(QBoxLayout& layout) {
    QVBoxLayout* rows =
        addSection(layout, tr("Keeping cases"),
                   tr("Every act is in the case's journal at once, whatever is set here. Saving "
                      "gathers the journal into files."));
    addRow(*rows, tr("Save after"), minutes_, nameWidth);
    addRow(*rows, tr("or after steps"), steps_, nameWidth);
    const auto keep = [this] {
        preferences_.setSaving(
            {static_cast<int>(minutes_->value()), static_cast<std::size_t>(steps_->value())});
    };
    connect(minutes_, &NumberField::changed, this, keep);
    connect(steps_, &NumberField::changed, this, keep);
    rows->addWidget(new Label(tr("Folder for new cases, from the next start on"), TextRole::Body,
                              Label::Tone::Text2));
    rows->addWidget(folder_);
    auto* line = new QHBoxLayout;
    auto* change = new Button(tr("Another folder…"));
    change->setObjectName(QStringLiteral("preferences.folder"));
    change->setToolTip(tr("Cases of before stay where they are"));
    usualFolder_->setToolTip(tr("Beside everything else that Laurel keeps"));
    line->addWidget(change);
    line->addWidget(usualFolder_);
    line->addStretch(1);
    rows->addLayout(line);
    connect(change, &Button::clicked, this, &PreferencesPage::caseFolderWanted);
    connect(usualFolder_, &Button::clicked, this, [this] { preferences_.setCaseFolder({}); });
    rows->addStretch(1);
}

void PreferencesPage::addNames(QBoxLayout& layout) {
    QVBoxLayout* rows = addSection(layout, tr("Names and units"),
                                   tr("How the window writes them. Files always hold whole names, "
                                      "millimetres and square centimetres."));
    names_->setToolTip(tr("Brief: \"SOL R\" instead of \"Soleus_R\" in the list of segments"));
    names_->setObjectName(QStringLiteral("preferences.names"));
    addRow(*rows, tr("Segments"), names_, nameWidth);
    area_->setToolTip(tr("Areas of segments in the Numbers"));
    area_->setObjectName(QStringLiteral("preferences.area"));
    addRow(*rows, tr("Areas"), area_, nameWidth);
    connect(names_, &Segmented::chosen, this,
            [this](int index) { preferences_.setSegmentNames(static_cast<SegmentNames>(index)); });
    connect(area_, &Segmented::chosen, this,
            [this](int index) { preferences_.setAreaUnit(static_cast<AreaUnit>(index)); });
    rows->addStretch(1);
}

void PreferencesPage::addKeys(QBoxLayout& layout) {
    QVBoxLayout* rows =
        addSection(layout, tr("Keys"),
                   tr("Press a field, then the key. The keys 1 to 9, Enter, Esc, Space and Alt "
                      "with arrows have meanings of their own."));
    rows->addWidget(keys_);
    connect(keys_, &KeysEditor::changed, this, &PreferencesPage::keysChosen);
}

void PreferencesPage::setAppearance(ThemeChoice choice, double scale) {
    theme_->setIndex(static_cast<int>(choice));
    scale_->setValue(scale * 100);
    scaleText_->setText(percent(scale));
}

void PreferencesPage::follow() {
    threads_->setIndex(preferences_.threads());
    threads_->setNote(preferences_.threads() == 0 ? tr("uses %1").arg(preferences_.threadsToUse())
                                                  : QString());
    const SavingHabits saving = preferences_.saving();
    if (saving != SavingHabits{static_cast<int>(minutes_->value()),
                               static_cast<std::size_t>(steps_->value())}) {
        minutes_->setValue(saving.minutes);
        steps_->setValue(static_cast<double>(saving.steps));
    }
    folder_->setText(QString::fromStdString(preferences_.casesToUse().string()));
    usualFolder_->setEnabled(!preferences_.caseFolder().isEmpty());
    names_->setIndex(static_cast<int>(preferences_.segmentNames()));
    area_->setIndex(static_cast<int>(preferences_.areaUnit()));
}

void PreferencesPage::showEvent(QShowEvent* event) {
    Surface::showEvent(event);
    theme_->setFocus(Qt::OtherFocusReason);
}

} // namespace laurel::ui
