#include "series_page.h"

#include "laurel/session/texts.h"

#include "series_row.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace laurel::ui {

namespace {

constexpr int widest = 960; ///< px of a row: further, its button is far from its words

bool isOfOneStudy(const ImageChoice& one, const ImageChoice& other) {
    const auto keyOf = [](const ImageChoice& choice) {
        return std::tie(choice.patient, choice.study, choice.studyId);
    };
    return keyOf(one) == keyOf(other);
}

/// Patients, and studies of each, in the order in which they come.
std::vector<ImageChoice> grouped(const std::vector<ImageChoice>& choices) {
    const auto rankOf = [&](const ImageChoice& choice) {
        const auto patient = std::ranges::find(choices, choice.patient, &ImageChoice::patient);
        const auto study = std::ranges::find_if(
            choices, [&](const ImageChoice& other) { return isOfOneStudy(choice, other); });
        return std::pair(patient - choices.begin(), study - choices.begin());
    };
    std::vector<ImageChoice> sorted = choices;
    std::ranges::stable_sort(sorted, {}, rankOf);
    return sorted;
}

std::vector<std::string> patientsOf(const std::vector<ImageChoice>& choices) {
    std::vector<std::string> patients;
    for (const ImageChoice& choice : choices) {
        if (!choice.patient.empty() && std::ranges::count(patients, choice.patient) == 0) {
            patients.push_back(choice.patient);
        }
    }
    return patients;
}

/// "… holds 86 images; 57 open as they are"
QString contentOf(const QString& path, const std::vector<ImageChoice>& choices) {
    const auto opening = std::ranges::count_if(choices, &ImageChoice::canOpen);
    const QString all = Texts::tr("%1 holds %2 images").arg(path).arg(choices.size());
    return opening == std::ssize(choices) ? all
                                          : all + Texts::tr("; %1 open as they are").arg(opening);
}

} // namespace

SeriesPage::SeriesPage(QWidget* parent)
    : Surface(Surface::Fill::Ground, {}, parent), column_(new QVBoxLayout(this)) {
    setObjectName(QStringLiteral("place.series"));
    column_->setContentsMargins(0, 0, 0, 0);
}

void SeriesPage::show(const QString& path, const std::vector<ImageChoice>& choices) {
    path_ = path;
    choices_ = grouped(choices);
    patients_ = patientsOf(choices_);
    showsNames_ = false;
    rebuild();
    if (!openers_.empty()) {
        openers_.front()->setFocus(Qt::OtherFocusReason);
    }
}

void SeriesPage::rebuild() {
    if (content_ != nullptr) {
        content_->hide();
        content_->deleteLater(); // a button in it may have asked for this
    }
    openers_.clear();
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus); // the keyboard goes from one opener to the next
    auto* page = new QWidget;
    auto* centre = new QHBoxLayout(page);
    auto* middle = new QWidget;
    middle->setMaximumWidth(widest);
    auto* rows = new QVBoxLayout(middle);
    rows->setContentsMargins(0, space::xl, 0, space::xl);
    rows->setSpacing(space::s);
    addHead(*rows);
    addGroups(*rows);
    rows->addStretch(1);
    centre->addStretch(1);
    centre->addWidget(middle, 6);
    centre->addStretch(1);
    scroll->setWidget(page);
    for (QWidget* widget : {scroll->viewport(), page}) { // the page's own ground shows through
        widget->setAutoFillBackground(false);
    }
    content_ = scroll;
    column_->addWidget(content_);
}

void SeriesPage::addHead(QVBoxLayout& rows) {
    const bool one = choices_.size() == 1;
    auto* line = new QHBoxLayout;
    line->addWidget(new Label(one ? Texts::tr("Open it like this?") : Texts::tr("Which image?"),
                              TextRole::Page, Label::Tone::Text1, QFont::DemiBold),
                    1);
    line->addWidget(buttons());
    rows.addLayout(line);
    rows.addWidget(
        new Label(one ? path_ : contentOf(path_, choices_), TextRole::Body, Label::Tone::Text2));
}

QString SeriesPage::titleOf(const ImageChoice& choice) const {
    QString who;
    if (!choice.patient.empty() && showsNames_) {
        who = QString::fromStdString(choice.patient);
    } else if (patients_.size() > 1 && !choice.patient.empty()) {
        const auto number = std::ranges::find(patients_, choice.patient) - patients_.begin() + 1;
        who = Texts::tr("Patient %1").arg(number);
    }
    const QString study = QString::fromStdString(choice.study);
    const QString between = who.isEmpty() || study.isEmpty() ? QString() : QStringLiteral(" · ");
    return who + between + study;
}

void SeriesPage::addGroups(QVBoxLayout& rows) {
    const ImageChoice* before = nullptr;
    for (const ImageChoice& choice : choices_) {
        if (before == nullptr || !isOfOneStudy(*before, choice)) {
            const QString title = titleOf(choice);
            rows.addSpacing(before == nullptr || !title.isEmpty() ? space::m : 0);
            if (!title.isEmpty()) {
                rows.addWidget(
                    new Label(title, TextRole::Section, Label::Tone::Text1, QFont::DemiBold));
            }
        }
        auto* row = new SeriesRow(choice);
        connect(row, &SeriesRow::chosen, this, &SeriesPage::chosen);
        rows.addWidget(row);
        if (QWidget* opener = row->opener()) {
            opener->installEventFilter(this);
            openers_.push_back(opener);
        }
        before = &choice;
    }
}

QWidget* SeriesPage::buttons() {
    auto* line = new QWidget;
    auto* buttons = new QHBoxLayout(line);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(space::s);
    if (!patients_.empty()) {
        auto* names = new Button(showsNames_ ? Texts::tr("Hide patient names")
                                             : Texts::tr("Show patient names"));
        names->setToolTip(Texts::tr("Names are shown here only, and kept nowhere."));
        connect(names, &Button::clicked, this, [this] {
            showsNames_ = !showsNames_;
            rebuild();
        });
        buttons->addWidget(names);
    }
    auto* back = new Button(Texts::tr("Back"));
    back->setHint(Texts::tr("Esc"));
    back->setToolTip(Texts::tr("Opens nothing (Esc)"));
    connect(back, &Button::clicked, this, &SeriesPage::cancelled);
    buttons->addWidget(back);
    return line;
}

/// Before the list scrolls by the key.
bool SeriesPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            goToOpener(key == Qt::Key_Down ? 1 : -1);
            return true;
        }
    }
    return Surface::eventFilter(watched, event);
}

void SeriesPage::goToOpener(int step) {
    const auto now = std::ranges::find_if(openers_, &QWidget::hasFocus);
    const auto next = now - openers_.begin() + step;
    if (now != openers_.end() && next >= 0 && next < std::ssize(openers_)) {
        QWidget* opener = openers_[static_cast<std::size_t>(next)];
        opener->setFocus(Qt::TabFocusReason);
        static_cast<QScrollArea*>(content_)->ensureWidgetVisible(opener->parentWidget());
    }
}

void SeriesPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT cancelled();
    } else {
        Surface::keyPressEvent(event);
    }
}

} // namespace laurel::ui
