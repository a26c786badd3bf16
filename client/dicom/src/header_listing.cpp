#include "laurel/dicom/header_listing.h"

#include "dicom_libraries.h"
#include "dicom_text.h"

#include "laurel/base/error.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <array>
#include <cstdio>

namespace laurel {

namespace {

constexpr std::size_t mostFields = 20000;
constexpr int deepest = 16;
constexpr std::uint32_t mostValueBytes = 4096;

std::string keyOf(const DcmTag& tag) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "(%04X,%04X)", tag.getGroup(), tag.getElement());
    return text.data();
}

bool isText(DcmEVR vr) {
    switch (vr) {
    case EVR_OB:
    case EVR_OW:
    case EVR_OF:
    case EVR_OD:
    case EVR_OL:
    case EVR_UN:
    case EVR_ox:
    case EVR_px:
        return false;
    default:
        return true;
    }
}

std::string bytesText(std::uint32_t bytes) {
    return std::to_string(bytes) + " bytes";
}

std::string valueOf(DcmElement& element, const std::string& characterSet) {
    const std::uint32_t bytes = element.getLength();
    if (!isText(element.getVR()) || bytes > mostValueBytes) {
        return bytesText(bytes);
    }
    OFString text;
    if (element.getOFStringArray(text).bad()) {
        return bytesText(bytes);
    }
    return shownHeaderText(dicomTextToUtf8({text.data(), text.size()}, characterSet));
}

class Listing {
  public:
    explicit Listing(bool showPatient) : showPatient_(showPatient) {}

    void add(DcmItem& item, int depth, std::string characterSet) {
        OFString own;
        if (item.findAndGetOFStringArray(DCM_SpecificCharacterSet, own).good()) {
            characterSet = own.c_str();
        }
        for (DcmObject* object = item.nextInContainer(nullptr);
             object != nullptr && fields_.size() < mostFields;
             object = item.nextInContainer(object)) {
            addElement(*object, depth, characterSet);
        }
    }

    std::vector<HeaderField> take() { return std::move(fields_); }

  private:
    void addElement(DcmObject& object, int depth, const std::string& characterSet) {
        DcmTag tag = object.getTag();
        const bool isPrivate = (tag.getGroup() & 1U) != 0;
        HeaderField field;
        field.depth = depth;
        field.key = keyOf(tag);
        field.type = DcmVR(object.getVR()).getValidVRName();
        field.name = isPrivate ? "" : tag.getTagName();
        field.isHidden = isPrivate || (!showPatient_ &&
                                       isIdentifying(tag.getGroup(), tag.getElement(), field.type));
        auto* const sequence = dynamic_cast<DcmSequenceOfItems*>(&object);
        auto* const element = dynamic_cast<DcmElement*>(&object);
        if (!field.isHidden && sequence != nullptr) {
            field.value = std::to_string(sequence->card()) + " items";
        } else if (!field.isHidden && element != nullptr) {
            field.value = valueOf(*element, characterSet);
        }
        const bool isOpen = !field.isHidden && depth < deepest;
        fields_.push_back(std::move(field));
        for (unsigned long i = 0; sequence != nullptr && isOpen && i < sequence->card(); ++i) {
            if (DcmItem* const item = sequence->getItem(i)) {
                add(*item, depth + 1, characterSet);
            }
        }
    }

    bool showPatient_;
    std::vector<HeaderField> fields_;
};

} // namespace

std::vector<HeaderField> listDicomHeader(const std::filesystem::path& file, bool showPatient) {
    prepareDicomLibraries();
    if (!std::filesystem::exists(file)) {
        throw Error(ErrorCode::NotFound, file.string() + " does not exist");
    }
    DcmFileFormat content;
    const OFCondition read = content.loadFileUntilTag(
        file.c_str(), EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData);
    if (read.bad()) {
        throw Error(ErrorCode::InvalidInput,
                    file.string() + " cannot be read as DICOM: " + read.text());
    }
    Listing listing(showPatient);
    listing.add(*content.getMetaInfo(), 0, "");
    listing.add(*content.getDataset(), 0, "");
    return listing.take();
}

} // namespace laurel
