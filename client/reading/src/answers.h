#pragma once

#include "messages.h"

#include "laurel/base/error.h"
#include "laurel/reading/image_files.h"

#include <string>
#include <vector>

/// What the reader's process answers: each kind written by the process and read by its owner.
namespace laurel {

void sendChoices(MessageWriter& to, const std::vector<ImageChoice>& choices);
void sendImage(MessageWriter& to, const LoadedImage& image);
void sendPicture(MessageWriter& to, const SmallPicture& picture);
void sendLabels(MessageWriter& to, const LoadedLabels& loaded);
/// @param brokenSeries of BrokenSlices, else none
std::string failureText(ErrorCode code, const std::string& message,
                        const std::optional<std::string>& brokenSeries = {});
std::string progressText(double fraction, std::string_view stage);

/// The owner's side. `text` is that of the Answer message; samples come from `from`.
/// @param memory no answer may need more bytes
/// @throws Error Internal where an answer is malformed, LimitExceeded
std::vector<ImageChoice> choicesFrom(const std::string& text, MessageReader& from);
LoadedImage imageFrom(const std::string& text, MessageReader& from, std::uint64_t memory);
SmallPicture pictureFrom(const std::string& text, MessageReader& from);
LoadedLabels labelsFrom(const std::string& text, MessageReader& from, std::uint64_t memory);
/// Throws what the process says went wrong.
[[noreturn]] void throwFailure(const std::string& text);
void passOnProgress(const std::string& text, ProgressSink& progress, std::string& stage);

} // namespace laurel
