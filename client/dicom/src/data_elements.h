#pragma once

#include "dicom_text.h"

#include <dcmtk/config/osconfig.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcitem.h>
#include <optional>
#include <string>

/// Elements of a data set or of an item in one, by value and checked; absent ones are no error.
namespace laurel {

/// All values of a string element, as they stand.
std::string textOf(DcmItem& data, const DcmTagKey& tag);

/// The first value of a string element, without padding.
std::string codeOf(DcmItem& data, const DcmTagKey& tag);

/// A US element.
int shortOf(DcmItem& data, const DcmTagKey& tag, int absent);

/// A number of any VR: DS, IS, FD, FL, US, SS, UL, SL; finite.
std::optional<double> numberOf(DcmItem& data, const DcmTagKey& tag);

/// An integer of any VR; what IS has no room for (12 characters) is as wrong as none.
std::int64_t integerOf(DcmItem& data, const DcmTagKey& tag, std::int64_t absent);

/// Exactly N numbers in the text of an element.
template <std::size_t N>
std::optional<std::array<double, N>> numbersIn(const std::string& text) {
    const auto numbers = parseNumbers(text, N);
    if (!numbers) {
        return std::nullopt;
    }
    std::array<double, N> result{};
    std::copy_n(numbers->begin(), N, result.begin()); // parseNumbers gave exactly N
    return result;
}

/// Exactly N numbers of a DS or IS element.
template <std::size_t N>
std::optional<std::array<double, N>> numbersOf(DcmItem& data, const DcmTagKey& tag) {
    return numbersIn<N>(textOf(data, tag));
}

/// The first item of a sequence; null where there is none. Owned by `data`.
DcmItem* firstItem(DcmItem& data, const DcmTagKey& sequence);

/// The content of an element of bytes; empty where there is none. Valid as long as `data`.
std::string_view bytesOf(DcmItem& data, const DcmTagKey& tag);

} // namespace laurel
