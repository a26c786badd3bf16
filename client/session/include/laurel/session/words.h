#pragma once

#include "laurel/imaging/label_map.h"

#include <QString>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <string>

namespace laurel {

/// "SOL R": abbreviation and side, the name's beginning where there is no abbreviation.
QString briefName(const Segment& segment);

/// A text of `tr(..., nullptr, number)` as English has it: "(s)" stands for the plural there, and
/// translations, which have forms of their own, do without it.
QString numbered(QString translated, qsizetype number);
/// Why something could not be written into a folder. Of a full disk: "The disk is full: 84 MB
/// needed, 12 MB free."
/// @param reason what the system said
/// @param needed bytes; 0: not known
QString whyNotWritten(const std::string& reason, const std::filesystem::path& folder,
                      std::uintmax_t needed = 0);

/// What a message says of an exception: of an Error what it says, of any other what happened and
/// that nothing was changed by it.
QString whatWentWrong(const std::exception& fault);

} // namespace laurel
