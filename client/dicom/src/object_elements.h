#pragma once

#include "dicom_codes.h"
#include "laurel/base/random.h"

#include <dcmtk/config/osconfig.h>

#include <cstdint>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <filesystem>
#include <span>
#include <string>

namespace laurel {

/// A 128-bit number as "2.25." and its decimal digits (PS3.5 B.2).
std::string newUid(Random& random);

/// Text fit for a string element of one value: valid UTF-8, no control characters or backslashes,
/// no padding, cut to `bytes` between characters (the standard counts characters, but validators
/// and databases count bytes).
std::string elementText(std::string_view text, std::size_t bytes);

/// Fills a data set or an item of a sequence. DCMTK knows each attribute's representation and pads
/// the values.
class Elements {
  public:
    explicit Elements(DcmItem& data) : data_(data) {}

    void text(const DcmTagKey& tag, const std::string& value);
    void numbers(const DcmTagKey& tag, std::span<const double> values);
    void unsignedShorts(const DcmTagKey& tag, std::span<const std::uint16_t> values);
    void unsignedShort(const DcmTagKey& tag, std::int64_t value);
    void unsignedLongs(const DcmTagKey& tag, std::span<const std::uint32_t> values);
    void tag(const DcmTagKey& tag, const DcmTagKey& value);
    /// Bytes of value 0, to be filled in.
    std::span<std::uint8_t> bytes(const DcmTagKey& tag, std::size_t count);

    /// A sequence without items.
    void emptySequence(const DcmTagKey& tag);
    /// A further item of a sequence.
    Elements item(const DcmTagKey& sequence);
    /// A code sequence of one item, which is returned.
    Elements code(const DcmTagKey& sequence, const CodedConcept& concept_);

  private:
    DcmItem& data_;
};

/// Writes aside, syncs, renames. @throws Error Io
void writeObject(const std::filesystem::path& path, DcmFileFormat& content,
                 E_TransferSyntax syntax);

} // namespace laurel
