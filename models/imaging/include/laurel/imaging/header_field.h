#pragma once

#include <string>

namespace laurel {

/// A field of a file's header, as a listing shows it.
struct HeaderField {
    int depth = 0;     ///< within sequences
    std::string key;   ///< "(0010,0010)", "srow_x", "space directions"
    std::string type;  ///< DICOM's value representation; else empty
    std::string name;  ///< what the standard calls the attribute; empty where the key is the name
    std::string value; ///< UTF-8, shortened; empty where hidden
    bool isHidden = false;
};

/// Text of a header made fit to be shown: control characters become blanks, what is no UTF-8 "?",
/// and more than 200 bytes are cut at a character with "…" behind.
std::string shownHeaderText(const std::string& text);

} // namespace laurel
