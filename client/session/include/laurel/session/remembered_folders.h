#pragma once

#include <QSettings>
#include <QString>
#include <QStringList>

#include <filesystem>

namespace laurel {

/// Folders of several images that were opened, the last one first, in `<home>/desktop.ini`: a
/// person comes back to them. Whether they are still there is seen when one is opened. GUI thread.
class RememberedFolders {
  public:
    static constexpr qsizetype most = 12;

    explicit RememberedFolders(const std::filesystem::path& home);

    QStringList paths() const;
    void remember(const QString& path); ///< first from now on
    void forget(const QString& path);   ///< the folder itself stays as it is

  private:
    QSettings settings_;
};

} // namespace laurel
