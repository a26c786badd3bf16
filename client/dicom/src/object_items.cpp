#include "object_items.h"

#include "object_elements.h"

#include <cmath>
#include <dcmtk/dcmdata/dcsequen.h>

namespace laurel {

std::string rawText(DcmItem& data, const DcmTagKey& tag) {
    constexpr Uint32 mostBinary = 1024;
    DcmElement* element = nullptr;
    char* bytes = nullptr;
    Uint32 length = 0;
    if (data.findAndGetElement(tag, element).bad()) {
        return {};
    }
    // DCMTK's way to get all values takes time in the square of their number.
    if (element->getString(bytes, length).good()) {
        return bytes == nullptr ? "" : std::string(bytes, length);
    }
    OFString text;
    if (element->getLength() <= mostBinary) {
        element->getOFStringArray(text);
    }
    return {text.c_str(), text.size()};
}

std::string firstValue(DcmItem& data, const DcmTagKey& tag) {
    return splitValues(rawText(data, tag)).front();
}

std::string characterSetOf(DcmItem& data, const std::string& inherited) {
    return data.tagExists(DCM_SpecificCharacterSet) ? rawText(data, DCM_SpecificCharacterSet)
                                                    : inherited;
}

std::string utf8Text(DcmItem& data, const DcmTagKey& tag, const std::string& characterSet) {
    return dicomTextToUtf8(rawText(data, tag), characterSetOf(data, characterSet));
}

std::optional<std::int64_t> wholeNumber(DcmItem& data, const DcmTagKey& tag) {
    const auto number = numbers<1>(data, tag); // DCMTK gives binary numbers as text too
    constexpr double most = 1e12;
    if (!number || (*number)[0] != std::floor((*number)[0]) || std::abs((*number)[0]) > most) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>((*number)[0]);
}

std::vector<DcmItem*> itemsOf(DcmItem& data, const DcmTagKey& sequence) {
    DcmSequenceOfItems* found = nullptr;
    std::vector<DcmItem*> items;
    if (data.findAndGetSequence(sequence, found).good() && found != nullptr) {
        for (DcmObject* item = found->nextInContainer(nullptr); item != nullptr;
             item = found->nextInContainer(item)) {
            items.push_back(static_cast<DcmItem*>(item)); // a sequence holds nothing else
        }
    }
    return items;
}

CodedConcept codeOf(DcmItem& data, const DcmTagKey& sequence, const std::string& characterSet) {
    DcmItem* const item = firstItem(data, sequence);
    if (item == nullptr) {
        return {};
    }
    return {firstValue(*item, DCM_CodeValue), firstValue(*item, DCM_CodingSchemeDesignator),
            utf8Text(*item, DCM_CodeMeaning, characterSet)};
}

std::string segmentName(const std::string& label, const std::string& description,
                        const std::string& generic) {
    if (!description.empty() && (label.empty() || elementText(description, 64) == label)) {
        return description;
    }
    return label.empty() ? generic : label;
}

std::string unusedName(const std::string& name, TakenNames& taken) {
    constexpr int second = 2;
    const auto [own, isNew] = taken.try_emplace(name, second);
    if (isNew) {
        return name;
    }
    while (true) {
        std::string unused = name + " (" + std::to_string(own->second++) + ")";
        if (taken.try_emplace(unused, second).second) {
            return unused;
        }
    }
}

void addOnce(std::vector<std::string>& values, const std::string& value) {
    if (!value.empty() && std::ranges::find(values, value) == values.end()) {
        values.push_back(value);
    }
}

} // namespace laurel
