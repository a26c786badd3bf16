#include "tool_memory.h"
#include "window_parts.h"

namespace laurel::ui {

namespace {

QString layoutKey(const char* what) {
    return QStringLiteral("layout/") + QString::fromUtf8(what);
}

} // namespace

/// Of the case that is left; the next one is shown alike.
void MainWindow::Parts::keepLayout() {
    if (workspace == nullptr) {
        return;
    }
    const ViewState& look = workspace->session().view();
    settings.setValue(layoutKey("options"), workspace->optionsShown());
    settings.setValue(layoutKey("right"), workspace->rightShown());
    settings.setValue(layoutKey("views"), static_cast<int>(workspace->grid().layoutShown()));
    settings.setValue(layoutKey("linked"), look.linked());
    settings.setValue(layoutKey("crossLines"), look.crossLines());
    settings.setValue(layoutKey("colours"), static_cast<int>(look.colorMap()));
}

void MainWindow::Parts::recallLayout() {
    ViewState& look = workspace->session().view();
    const auto wanted = [this](const char* what) {
        return settings.value(layoutKey(what), true).toBool();
    };
    const auto number = [this](const char* what, int last) {
        return std::clamp(settings.value(layoutKey(what), 0).toInt(), 0, last);
    };
    workspace->setOptionsShown(wanted("options"));
    workspace->setRightShown(wanted("right"));
    workspace->grid().setLayoutShown(
        static_cast<ViewGrid::Layout>(number("views", static_cast<int>(ViewGrid::Layout::Plot))));
    look.setLinked(wanted("linked"));
    look.setCrossLines(wanted("crossLines"));
    look.setColorMap(static_cast<ColorMap>(number("colours", static_cast<int>(ColorMap::Viridis))));
}

void MainWindow::Parts::restore() {
    applyTheme(static_cast<ThemeChoice>(settings.value(QStringLiteral("theme"), 0).toInt()));
    setTextScale(settings.value(QStringLiteral("textScale"), 1.0).toDouble());
    if (!window.restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray())) {
        window.resize(1440, 900);
    }
    recallTools(tools, settings);
}

void MainWindow::Parts::remember() {
    settings.setValue(QStringLiteral("geometry"), window.saveGeometry());
    keepLayout();
    keepTools(tools, settings);
}

} // namespace laurel::ui
