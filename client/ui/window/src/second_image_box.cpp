#include "second_image_box.h"

#include "laurel/session/texts.h"

#include "option_rows.h"

#include "laurel/ui_views/color_map.h"

#include <QMenu>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <array>
#include <cmath>

namespace laurel::ui {

namespace {

/// Percentiles between which its values are shown, as the panel offers them.
constexpr std::array<std::pair<double, double>, 3> windows{{{2, 98}, {0.5, 99.5}, {0, 100}}};

QString percentText(double part) {
    return QStringLiteral("%1 %").arg(std::lround(part * 100));
}

} // namespace

SecondImagePanel::SecondImagePanel(CaseSession& session, Commands& commands, QWidget* parent)
    : QWidget(parent), session_(session),
      title_(new Label({}, TextRole::Body, Label::Tone::Text1, QFont::DemiBold)),
      mode_(new Segmented({Texts::tr("Blend"), Texts::tr("Swipe")})),
      amount_(new Slider(Texts::tr("How much of the second image, per cent"), 0, 100, 1)),
      percent_(new Label({}, TextRole::Body)),
      map_(new Segmented({nameOf(ColorMap::Grey), nameOf(ColorMap::Hot), nameOf(ColorMap::Inferno),
                          nameOf(ColorMap::Viridis)})) {
    setObjectName(QStringLiteral("second.panel"));
    setFixedWidth(312);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(space::m, space::m, space::m, space::m);
    rows->setSpacing(space::s);
    rows->addWidget(title_);
    addLook(*rows);
    addColours(*rows);
    auto* close = new Button(commands[Command::CloseSecondImage].text(), ButtonKind::Quiet);
    commands.explain(*close, Command::CloseSecondImage);
    connect(close, &Button::clicked, &commands[Command::CloseSecondImage], &QAction::trigger);
    rows->addWidget(close, 0, Qt::AlignRight);
    connect(&session_.view().second(), &SecondImage::changed, this, &SecondImagePanel::follow);
    follow();
}

void SecondImagePanel::addLook(QVBoxLayout& rows) {
    mode_->setToolTip(Texts::tr("Blend: over the whole image. Swipe: up to a line, which the "
                                "navigating tool drags."));
    mode_->setAccessibleName(Texts::tr("Blend or swipe"));
    addRow(rows, Texts::tr("Shown as"), mode_);
    amount_->setObjectName(QStringLiteral("second.amount"));
    percent_->setNumeric(true);
    percent_->setFixedWidth(44);
    addRow(rows, Texts::tr("Amount"), amount_)->addWidget(percent_);
    connect(mode_, &Segmented::chosen, this,
            [this](int index) { change([=](SecondLook& look) { look.swipes = index == 1; }); });
    connect(amount_, &Slider::moved, this, [this](double percent) {
        change([percent](SecondLook& look) {
            (look.swipes ? look.swipeAt : look.opacity) = percent / 100;
        });
    });
}

void SecondImagePanel::addColours(QVBoxLayout& rows) {
    map_->setAccessibleName(Texts::tr("Colours of the second image"));
    map_->setToolTip(map_->accessibleName());
    rows.addWidget(map_);
    connect(map_, &Segmented::chosen, this, [this](int index) {
        change([=](SecondLook& look) { look.map = static_cast<ColorMap>(index); });
    });
    auto* window =
        new Segmented({QStringLiteral("2–98 %"), QStringLiteral("0.5–99.5 %"), Texts::tr("Full")});
    window->setAccessibleName(Texts::tr("Values of the second image that are shown"));
    window->setToolTip(Texts::tr("Between which percentiles its values are shown"));
    addRow(rows, Texts::tr("Values"), window);
    connect(window, &Segmented::chosen, this, [this](int index) {
        const auto& [low, high] = windows.at(static_cast<std::size_t>(index));
        const Volume& volume = *session_.view().second().volume();
        const GreyWindow chosen = percentileWindow(volume, 0, low, high);
        change([&](SecondLook& look) { look.window = chosen; });
    });
}

template <typename Change>
void SecondImagePanel::change(Change change) {
    SecondImage& second = session_.view().second();
    if (second.volume()) {
        SecondLook look = second.look();
        change(look);
        second.setLook(look);
    }
}

void SecondImagePanel::follow() {
    const SecondImage& second = session_.view().second();
    const SecondLook& look = second.look();
    const double part = look.swipes ? look.swipeAt : look.opacity;
    title_->setText(second.title());
    mode_->setIndex(look.swipes ? 1 : 0);
    amount_->setValue(part * 100);
    percent_->setText(percentText(part));
    map_->setIndex(static_cast<int>(look.map));
}

SecondImageBox::SecondImageBox(Workbench& bench, Commands& commands, QWidget* parent)
    : Button(Texts::tr("Second image"), ButtonKind::Normal, parent), bench_(bench),
      commands_(commands) {
    setObjectName(QStringLiteral("toolbar.second"));
    setGlyph(Icon::Layers);
    setMinimumWidth(148);
    connect(this, &Button::clicked, this, [this] {
        if (bench_.session() && bench_.session()->view().second().volume()) {
            openPanel(mapToGlobal(QPoint(0, height() + 2)));
        } else {
            commands_[Command::OpenSecondImage].trigger();
        }
    });
    connect(&bench_, &Workbench::sessionChanged, this, &SecondImageBox::followSession);
    followSession();
}

void SecondImageBox::followSession() {
    delete menu_;
    menu_ = nullptr;
    if (CaseSession* session = bench_.session().get()) {
        menu_ = new QMenu(this);
        auto* action = new QWidgetAction(menu_);
        action->setDefaultWidget(new SecondImagePanel(*session, commands_));
        menu_->addAction(action);
        connect(&session->view().second(), &SecondImage::changed, this, &SecondImageBox::follow);
    }
    follow();
}

void SecondImageBox::openPanel(const QPoint& at) {
    if (menu_ != nullptr && bench_.session()->view().second().volume()) {
        menu_->popup(at);
    }
}

void SecondImageBox::follow() {
    const SecondImage* second = bench_.session() ? &bench_.session()->view().second() : nullptr;
    const bool open = second != nullptr && second->volume() != nullptr;
    QString text = Texts::tr("Second image");
    QString tip = commands_.tooltip(Command::OpenSecondImage);
    if (open) {
        const SecondLook& look = second->look();
        const QString amount = !look.shown   ? Texts::tr("hidden")
                               : look.swipes ? Texts::tr("swipe")
                                             : percentText(look.opacity);
        const QFontMetrics metrics(ui::font(TextRole::Body));
        const int room = static_cast<int>(70 * textScale()); // beside glyph and amount
        text =
            metrics.elidedText(second->title(), Qt::ElideMiddle, room) + QLatin1Char(' ') + amount;
        tip = Texts::tr("%1 lies over the image\nHow it is shown. %2")
                  .arg(second->title(), commands_.tooltip(Command::ShowSecondImage));
    } else if (menu_ != nullptr) {
        menu_->close();
    }
    setText(text);
    setAccessibleName(text);
    setToolTip(tip);
}

} // namespace laurel::ui
