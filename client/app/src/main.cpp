#include "laurel/net/laurel_home.h"
#include "laurel/session/workbench.h"
#include "laurel/ui_window/application.h"
#include "laurel/ui_window/main_window.h"
#include "laurel/workflow/crash_report.h"

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QLocale>
#include <QTranslator>

#include <iostream>
#include <string>

namespace {

laurel::WorkbenchSettings settingsOfThisUser() {
    laurel::WorkbenchSettings settings;
    settings.home = laurel::laurelHome();
    settings.cases = laurel::Preferences(settings.home).casesToUse();
    settings.shippedPackages = laurel::shippedPackageFolders();
    return settings;
}

/// A translation for the system's language, where one is installed; texts are English without.
void translate(QTranslator& translator) {
    const QString folder =
        QCoreApplication::applicationDirPath() + QStringLiteral("/../share/laurel/translations");
    if (translator.load(QLocale(), QStringLiteral("laurel"), QStringLiteral("_"), folder)) {
        QCoreApplication::installTranslator(&translator);
    }
}

int show(const std::string& path, const std::string& masks) {
    laurel::Workbench bench(settingsOfThisUser());
    laurel::ui::MainWindow window(bench);
    window.show();
    if (!path.empty()) {
        window.openPath(QString::fromStdString(path), QString::fromStdString(masks));
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv) {
    laurel::reportCrashesTo(laurel::laurelHome() / "crashes", LAUREL_VERSION);
    laurel::Engine::prepareProcess();
    QCoreApplication::setAttribute(Qt::AA_CompressHighFrequencyEvents,
                                   false);           // every point of a stroke
    laurel::ui::Application application(argc, argv); // takes Qt's own options out of argv
    QApplication::setApplicationName(QStringLiteral("laurel"));
    QApplication::setApplicationDisplayName(QStringLiteral("Laurel"));
    QApplication::setApplicationVersion(QStringLiteral(LAUREL_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.laurel.Laurel"));
    CLI::App options("Laurel: segment muscles, correct them, and let the model learn from you");
    options.set_version_flag("--version", LAUREL_VERSION);
    std::string path;
    std::string masks;
    CLI::Option* const image =
        options.add_option("PATH", path, "an image file, a folder of DICOM, or a case to open");
    options.add_option("--masks", masks, "a file or folder of masks to open on it")->needs(image);
    CLI11_PARSE(options, argc, argv);
    QTranslator translator;
    translate(translator);
    try {
        return show(path, masks);
    } catch (const laurel::Error& error) {
        std::cerr << "laurel: " << error.what() << "\n";
        return 1;
    }
}
