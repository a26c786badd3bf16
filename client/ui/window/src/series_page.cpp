#include "series_page.h"

#include "series_row.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace laurel::ui {

namespace {

/// Patients by the order in which they come; one without a name is nobody.
std::map<std::string, int> numbersOfPatients(const std::vector<ImageChoice>& choices) {
    std::map<std::string, int> numbers;
    for (const ImageChoice& choice : choices) {
        if (!choice.patient.empty()) {
            numbers.emplace(choice.patient, static_cast<int>(numbers.size()) + 1);
        }
    }
    return numbers;
}

bool hasNames(const std::vector<ImageChoice>& choices) {
    return std::ranges::any_of(choices, [](const auto& one) { return !one.patient.empty(); });
}

} // namespace

SeriesPage::SeriesPage(QWidget* parent)
    : Surface(Surface::Fill::Ground, {}, parent), column_(new QVBoxLayout(this)) {
    setObjectName(QStringLiteral("place.series"));
    column_->setContentsMargins(0, 0, 0, 0);
}

void SeriesPage::show(const QString& path, const std::vector<ImageChoice>& choices) {
    path_ = path;
    choices_ = choices;
    showsNames_ = false;
    rebuild();
}

void SeriesPage::rebuild() {
    if (content_ != nullptr) {
        content_->deleteLater(); // a button in it may have asked for this
    }
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    auto* page = new QWidget;
    auto* centre = new QHBoxLayout(page);
    auto* rows = new QVBoxLayout;
    rows->setContentsMargins(0, 40, 0, space::xl);
    rows->setSpacing(space::s);
    addHead(*rows);
    addGroups(*rows);
    rows->addSpacing(space::m);
    rows->addWidget(foot(), 0, Qt::AlignLeft);
    rows->addStretch(1);
    centre->addStretch(1);
    centre->addLayout(rows, 4);
    centre->addStretch(1);
    scroll->setWidget(page);
    content_ = scroll;
    column_->addWidget(content_);
}

void SeriesPage::addHead(QVBoxLayout& rows) {
    const bool one = choices_.size() == 1;
    rows.addWidget(
        new Label(one ? QStringLiteral("Open it like this?") : QStringLiteral("Which image?"),
                  TextRole::Page, Label::Tone::Text1, QFont::DemiBold));
    rows.addWidget(new Label(
        one ? path_ : QStringLiteral("%1 holds %2 images").arg(path_).arg(choices_.size()),
        TextRole::Body, Label::Tone::Text2));
}

void SeriesPage::addGroups(QVBoxLayout& rows) {
    const std::map<std::string, int> numbers = numbersOfPatients(choices_);
    std::vector<ImageChoice> sorted = choices_;
    const auto groupOf = [](const ImageChoice& choice) {
        return std::tie(choice.patient, choice.study, choice.studyId);
    };
    std::ranges::stable_sort(sorted, {}, groupOf);
    const ImageChoice* before = nullptr;
    for (const ImageChoice& choice : sorted) {
        if (before == nullptr || groupOf(*before) != groupOf(choice)) {
            QString who;
            if (!choice.patient.empty() && showsNames_) {
                who = QString::fromStdString(choice.patient);
            } else if (numbers.size() > 1 && !choice.patient.empty()) {
                who = QStringLiteral("Patient %1").arg(numbers.at(choice.patient));
            }
            const QString study = QString::fromStdString(choice.study);
            const QString between =
                who.isEmpty() || study.isEmpty() ? QString() : QStringLiteral(" · ");
            const QString title = who + between + study;
            rows.addSpacing(before == nullptr || !title.isEmpty() ? space::m : 0);
            if (!title.isEmpty()) {
                rows.addWidget(
                    new Label(title, TextRole::Section, Label::Tone::Text1, QFont::DemiBold));
            }
        }
        auto* row = new SeriesRow(choice);
        connect(row, &SeriesRow::chosen, this, &SeriesPage::chosen);
        rows.addWidget(row);
        before = &choice;
    }
}

QWidget* SeriesPage::foot() {
    auto* line = new QWidget;
    auto* buttons = new QHBoxLayout(line);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(space::s);
    auto* back = new Button(QStringLiteral("Back"));
    connect(back, &Button::clicked, this, &SeriesPage::cancelled);
    buttons->addWidget(back);
    if (hasNames(choices_)) {
        auto* names = new Button(showsNames_ ? QStringLiteral("Hide patient names")
                                             : QStringLiteral("Show patient names"));
        connect(names, &Button::clicked, this, [this] {
            showsNames_ = !showsNames_;
            rebuild();
        });
        buttons->addWidget(names);
    }
    return line;
}

} // namespace laurel::ui
