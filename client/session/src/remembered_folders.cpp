#include "laurel/session/remembered_folders.h"

#include <QDir>

namespace laurel {

namespace {

constexpr QLatin1StringView foldersKey("folders");

} // namespace

RememberedFolders::RememberedFolders(const std::filesystem::path& home)
    : settings_(QString::fromStdString((home / "desktop.ini").string()), QSettings::IniFormat) {}

QStringList RememberedFolders::paths() const {
    return settings_.value(foldersKey).toStringList().mid(0, most);
}

void RememberedFolders::remember(const QString& path) {
    const QString cleaned = QDir::cleanPath(path);
    QStringList all = paths();
    all.removeAll(cleaned);
    all.prepend(cleaned);
    settings_.setValue(foldersKey, QStringList(all.mid(0, most)));
}

void RememberedFolders::forget(const QString& path) {
    QStringList all = paths();
    all.removeAll(path);
    settings_.setValue(foldersKey, all);
}

} // namespace laurel
