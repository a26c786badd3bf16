#include "laurel/session/words.h"

#include "laurel/session/texts.h"

#include "laurel/base/error.h"
#include "laurel/imaging/body_side.h"

#include <cerrno>
#include <new>
#include <system_error>

namespace laurel {

QString briefName(const Segment& segment) {
    const QString name = QString::fromStdString(segment.name);
    if (segment.abbreviation.empty()) {
        return name.left(4);
    }
    const QString brief = QString::fromStdString(withoutSide(segment.abbreviation)); // "SOL_R" too
    return sideOf(segment.name) ? brief + QLatin1Char(' ') + name.back() : brief;
}

QString numbered(QString translated, qsizetype number) {
    return translated.replace(QStringLiteral("(s)"), number == 1 ? QString() : QStringLiteral("s"));
}

namespace {

QString megabytes(std::uintmax_t bytes) {
    constexpr double perMegabyte = 1e6;
    return Texts::tr("%1 MB").arg(static_cast<double>(bytes) / perMegabyte, 0, 'f',
                                  bytes < 10 * static_cast<std::uintmax_t>(perMegabyte) ? 1 : 0);
}

} // namespace

QString whyNotWritten(const std::string& reason, const std::filesystem::path& folder,
                      std::uintmax_t needed) {
    const std::string full = std::generic_category().message(ENOSPC);
    if (reason.find(full) == std::string::npos) {
        QString text = QString::fromStdString(reason);
        text.remove(QString::fromStdString((folder / "").string())); // the file says enough
        return text.left(1).toUpper() + text.mid(1) + (text.endsWith(u'.') ? "" : ".");
    }
    std::error_code fault;
    const std::filesystem::space_info space = std::filesystem::space(folder, fault);
    if (fault) {
        return Texts::tr("The disk is full.");
    }
    const QString free = megabytes(space.available);
    return needed > 0
               ? Texts::tr("The disk is full: %1 needed, %2 free.").arg(megabytes(needed), free)
               : Texts::tr("The disk is full: %1 free.").arg(free);
}

QString whatWentWrong(const std::exception& fault) {
    if (dynamic_cast<const Error*>(&fault) != nullptr) {
        return QString::fromUtf8(fault.what());
    }
    if (dynamic_cast<const std::bad_alloc*>(&fault) != nullptr) {
        return Texts::tr("There is not enough memory for this. Nothing was changed. Close other "
                         "programs, or do it in a smaller part of the image.");
    }
    return Texts::tr("This did not work. Nothing was changed. Laurel made a mistake (%1), "
                     "which is worth a report.")
        .arg(QString::fromUtf8(fault.what()));
}

} // namespace laurel
