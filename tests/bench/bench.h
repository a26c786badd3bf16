#pragma once

#include "laurel/weights/state_dict.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// The frame of `./dev bench`: every benchmark gives rows, the frame prints and writes them.
///
/// Machines differ and are noisy, so what counts is a ratio of two things timed alternately in one
/// run.
namespace laurel::bench {

/// One row, with the fields that build/bench/<name>.json has.
struct Measurement {
    std::string name;
    double value = 0;
    std::string unit;
    std::string ratioTo;         ///< what the ratio compares with; empty: nothing
    std::optional<double> ratio; ///< this value divided by that one
    std::optional<double>
        target; ///< upper bound of the ratio, or of the value where there is no ratio

    std::optional<bool> met() const;
};

/// Wall clock of one run.
double secondsOf(const std::function<void()>& action);

/// Processor time of all threads of one run: what a busy machine does not stretch.
double processorSecondsOf(const std::function<void()>& action);

/// Milliseconds of one run, next to its processor time.
Measurement timed(std::string name, const std::function<void()>& action);

/// Medians of the seconds that two actions take, run alternately `runs` times each after one
/// warm-up.
struct PairedSeconds {
    double first = 0;
    double second = 0;
};
PairedSeconds timePair(int runs, const std::function<void()>& first,
                       const std::function<void()>& second);

/// Milliseconds of `seconds`, next to those of what it is compared with.
Measurement compare(std::string name, double seconds, std::string ratioTo, double otherSeconds,
                    std::optional<double> target);

/// As JSON, what build/bench/<name>.json holds.
std::string toJson(const std::vector<Measurement>& rows);

/// The rows that another program prints as JSON: one that needs libraries which this one does not
/// link. Only name, value and unit must be there.
/// @throws Error Io, Internal when it prints something else
std::vector<Measurement> rowsOf(const std::string& command);

/// Bytes by which this process grew at most, while this was done, beyond what it had before.
double peakGrowth(const std::function<void()>& action);

/// Folder of the running program, where the build puts the other executables too.
std::filesystem::path executableFolder();

/// Weights of as many values as the published leg network has, all of them the same: 106 MB.
StateDict publishedSize(float value);
inline constexpr double publishedBytes = 4 * 26'578'247.0;

std::vector<Measurement> startup();
std::vector<Measurement> images();
/// The part of `images` that is DICOM.
std::vector<Measurement> dicomImages();
std::vector<Measurement> weights();
std::vector<Measurement> inference();
std::vector<Measurement> evaluation();
std::vector<Measurement> merge();
std::vector<Measurement> replay();
std::vector<Measurement> training();
std::vector<Measurement> desktop();
/// The part of `desktop` that needs neither Qt nor a screen.
std::vector<Measurement> desktopCore();
std::vector<Measurement> desktopTools();
/// Its curves, and what is done between slices.
std::vector<Measurement> desktopSlices();
/// The window itself: its start, its memory.
std::vector<Measurement> desktopWindow();

} // namespace laurel::bench
