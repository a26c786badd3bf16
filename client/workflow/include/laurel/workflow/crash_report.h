#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// What is written when the program ends by accident: which version, by what, where in the program,
/// and what was asked for before. Nothing of a case: no file, no name, no voxel, no message of an
/// exception, no path. Reports stay on this computer.
namespace laurel {

/// From here on a fatal signal, or an exception that nobody caught, leaves a report
/// `crash-<seconds since 1970>-<pid>.txt` (mode 0600) in the folder and then ends the program as it
/// would have ended. Makes the folder; keeps its ten newest reports. To be called once, at the
/// start of main. Where the folder cannot be made nothing is installed.
///
/// Handlers do little: what is known beforehand is laid out here, and one write of it comes first;
/// the stack, which may hang in a broken process, comes last and under an alarm.
/// @param version of the program
void reportCrashesTo(const std::filesystem::path& folder, const std::string& version) noexcept;

/// Notes what is about to be done, for a report: the last eight are kept. Any thread.
/// @param what a text that lives as long as the program, and says nothing of a case
void noteForCrashReport(const char* what) noexcept;

struct CrashReport {
    std::filesystem::path file;
    std::string name; ///< of the file; later ones sort behind
    std::string text; ///< at most 64 KiB of it
};
/// The newest report that is not `seen`, the name of the last one that a person was shown.
std::optional<CrashReport> newCrashReport(const std::filesystem::path& folder,
                                          const std::string& seen);

} // namespace laurel
