#include "top_bar.h"

#include "laurel/session/texts.h"

#include "command_finder.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QResizeEvent>

#include <array>

namespace laurel::ui {

namespace {

class Mark : public QWidget {
  public:
    Mark() { setFixedSize(22, 22); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintIcon(painter, Icon::Laurel, rect(), theme().laurel);
    }
};

struct PlaceFacts {
    Place place;
    Command command;
    Icon icon;
};
constexpr std::array places{PlaceFacts{Place::Cases, Command::PlaceCases, Icon::Cases},
                            PlaceFacts{Place::Segment, Command::PlaceSegment, Icon::Brush},
                            PlaceFacts{Place::Numbers, Command::PlaceNumbers, Icon::Table},
                            PlaceFacts{Place::Learn, Command::PlaceLearn, Icon::Leaf},
                            PlaceFacts{Place::Models, Command::PlaceModels, Icon::Layers}};

TabBar* makePlaces(const Commands& commands) {
    QStringList names;
    std::vector<Icon> glyphs;
    for (const PlaceFacts& facts : places) {
        names.append(commands[facts.command].text());
        glyphs.push_back(facts.icon);
    }
    return new TabBar(names, glyphs);
}

} // namespace

TopBar::TopBar(Workbench& bench, Commands& commands, QWidget* parent)
    : Surface(Surface::Fill::Panel, Qt::BottomEdge, parent), bench_(bench), commands_(commands),
      menus_(new QMenuBar), places_(makePlaces(commands)), finder_(new CommandFinder(commands)),
      server_(new Button({}, ButtonKind::Quiet)) {
    setFixedHeight(40);
    setObjectName(QStringLiteral("pane.top"));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::m, 0, space::m, 1);
    line->setSpacing(space::s);
    line->addWidget(new Mark);
    line->addWidget(
        new Label(Texts::tr("Laurel"), TextRole::Section, Label::Tone::Text1, QFont::DemiBold));
    line->addSpacing(space::xs);
    fillMenus(commands);
    menus_->setNativeMenuBar(false);
    menus_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    line->addWidget(menus_);
    line->addStretch(1);
    connect(places_, &TabBar::chosen, this, [this, &commands](int index) {
        places_->setIndex(static_cast<int>(place_)); // the window says where it went
        commands[places.at(static_cast<std::size_t>(index)).command].trigger();
    });
    line->addWidget(places_);
    line->addStretch(1);
    line->addWidget(finder_);
    server_->setGlyph(Icon::Server);
    server_->setObjectName(QStringLiteral("top.server"));
    places_->setToolTip(Texts::tr("Places of the window"));
    menus_->setToolTip(commands.tooltip(Command::OpenMenus));
    connect(server_, &Button::clicked, &commands[Command::PlaceModels], &QAction::trigger);
    connect(&bench_.server, &ServerDesk::changed, this, &TopBar::showServer);
    connect(&commands, &Commands::keysChanged, this, &TopBar::showServer);
    line->addWidget(server_);
    auto* preferences = new GlyphButton(Icon::Settings, commands[Command::Preferences].text());
    preferences->setObjectName(QStringLiteral("top.preferences"));
    commands.explain(*preferences, Command::Preferences);
    connect(preferences, &GlyphButton::clicked, &commands[Command::Preferences], &QAction::trigger);
    line->addWidget(preferences);
    showServer();
}

void TopBar::fillMenus(Commands& commands) {
    const std::array titles{Texts::tr("File"),    Texts::tr("Edit"),  Texts::tr("View"),
                            Texts::tr("Segment"), Texts::tr("Tools"), Texts::tr("Window"),
                            Texts::tr("Help")};
    std::array<QMenu*, 7> menus{};
    for (std::size_t i = 0; i < titles.size(); ++i) {
        menus[i] = menus_->addMenu(titles[i]);
        menus[i]->setToolTipsVisible(true);
    }
    for (const CommandFacts& facts : commandTable()) {
        if (facts.menu != Menu::None && facts.id != Command::Count) {
            menus.at(static_cast<std::size_t>(facts.menu))->addAction(&commands[facts.id]);
        }
    }
    menus.front()->insertMenu(&commands[Command::OpenMasks], recentCases());
}

QMenu* TopBar::recentCases() {
    auto* menu = new QMenu(Texts::tr("Recent cases"), menus_);
    menu->setObjectName(QStringLiteral("menu.recent"));
    menu->setToolTipsVisible(true);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillRecent(*menu); });
    return menu;
}

/// Anew each time, since cases come and go.
void TopBar::fillRecent(QMenu& menu) {
    constexpr std::size_t most = 10;
    menu.clear();
    std::vector<CaseSummary> cases = listCases(bench_.settings().cases);
    cases.resize(std::min(most, cases.size()));
    for (const CaseSummary& one : cases) {
        const QString folder = QString::fromStdString(one.folder.string());
        QAction* open = menu.addAction(
            QString::fromStdString(one.name).replace(QStringLiteral("&"), QStringLiteral("&&")));
        open->setToolTip(Texts::tr("Opens this case, kept in %1").arg(folder));
        connect(open, &QAction::triggered, this, [this, folder] { Q_EMIT caseWanted(folder); });
    }
    if (cases.empty()) {
        menu.addAction(Texts::tr("No case yet"))->setEnabled(false);
    }
}

void TopBar::showServer() {
    server_->setText(bench_.server.stateText());
    server_->setToolTip(bench_.server.servers().empty()
                            ? Texts::tr("No server is needed. One brings newer models, and "
                                        "takes weights that you give back.")
                            : commands_.tooltip(Command::PlaceModels));
}

void TopBar::setPlace(Place place) {
    place_ = place;
    places_->setIndex(static_cast<int>(place));
}

void TopBar::openMenus() {
    menus_->setFocus(Qt::ShortcutFocusReason);
    menus_->setActiveAction(menus_->actions().first());
}

void TopBar::resizeEvent(QResizeEvent* event) {
    Surface::resizeEvent(event);
    constexpr int roomy = 1360;
    finder_->setFixedWidth(event->size().width() >= roomy ? 216 : 156);
}

} // namespace laurel::ui
