#pragma once

#include "data_elements.h"
#include "dicom_codes.h"
#include "dicom_text.h"

#include <dcmtk/config/osconfig.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Reading of data sets and of items in sequences: absent and malformed elements are empty or none.
namespace laurel {

/// The bytes of a string element.
std::string rawText(DcmItem& data, const DcmTagKey& tag);
/// Its first value, without padding.
std::string firstValue(DcmItem& data, const DcmTagKey& tag);
/// In UTF-8; the character set is the item's own or, where it names none, the data set's.
std::string utf8Text(DcmItem& data, const DcmTagKey& tag, const std::string& characterSet);
std::string characterSetOf(DcmItem& data, const std::string& inherited = {});

std::optional<std::int64_t> wholeNumber(DcmItem& data, const DcmTagKey& tag); ///< US, UL or IS

template <std::size_t N>
std::optional<std::array<double, N>> numbers(DcmItem& data, const DcmTagKey& tag) {
    return numbersIn<N>(rawText(data, tag));
}

/// The items of a sequence, in order.
std::vector<DcmItem*> itemsOf(DcmItem& data, const DcmTagKey& sequence);
CodedConcept codeOf(DcmItem& data, const DcmTagKey& sequence, const std::string& characterSet);

/// The name of a segment: the label, or the description where that is the whole of a label that had
/// to be shortened or stripped (see writeSegmentationObject); without either, the generic one.
std::string segmentName(const std::string& label, const std::string& description,
                        const std::string& generic);
/// Names that are taken, each with the number to try next.
using TakenNames = std::map<std::string, int>;
/// The name, or with " (2)" and so on where it is taken; takes it.
std::string unusedName(const std::string& name, TakenNames& taken);

void addOnce(std::vector<std::string>& values, const std::string& value);

} // namespace laurel
