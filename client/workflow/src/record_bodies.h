#pragma once

#include "laurel/edit/edit_history.h"
#include "laurel/workflow/case.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// What the records of a journal hold. Readers throw Error InvalidInput (LimitExceeded) and begin
/// their messages with `where`.
namespace laurel {

inline constexpr int mostLayers = 256; ///< of a case's labels

std::vector<std::byte> bytesOf(const EditStep& step);
/// @param layers of the labels it belongs to
EditStep stepOf(std::span<const std::byte> body, int layers, const std::string& where);

std::vector<std::byte> bytesOf(const std::vector<SegmentLook>& looks);
std::vector<SegmentLook> looksOf(std::span<const std::byte> body, const std::string& where);

std::vector<std::byte> bytesOf(const ModelUse& model);
ModelUse modelOf(std::span<const std::byte> body, const std::string& where);

std::vector<std::byte> bytesOfName(const std::string& name);
std::string nameOf(std::span<const std::byte> body, const std::string& where);

} // namespace laurel
