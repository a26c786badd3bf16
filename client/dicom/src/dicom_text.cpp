#include "dicom_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iconv.h>
#include <utility>

namespace laurel {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

/// PS3.3 C.12.1.1.2: defined terms and what iconv calls them. Those that only escape sequences
/// reach (JIS X 0208 and 0212) are not among them.
constexpr std::array<std::pair<std::string_view, const char*>, 17> encodings{{
    {"IR 192", "UTF-8"},
    {"GB18030", "GB18030"},
    {"GBK", "GBK"},
    {"IR 149", "EUC-KR"},
    {"IR 58", "EUC-CN"},
    {"IR 100", "ISO-8859-1"},
    {"IR 101", "ISO-8859-2"},
    {"IR 109", "ISO-8859-3"},
    {"IR 110", "ISO-8859-4"},
    {"IR 144", "ISO-8859-5"},
    {"IR 127", "ISO-8859-6"},
    {"IR 126", "ISO-8859-7"},
    {"IR 138", "ISO-8859-8"},
    {"IR 148", "ISO-8859-9"},
    {"IR 203", "ISO-8859-15"},
    {"IR 166", "TIS-620"},
    {"IR 13", "SHIFT_JIS"},
}};

/// What the text begins with. Some writers leave out the escape sequences of a set that they state
/// second: then that one.
const char* encodingOf(std::string_view characterSet) {
    for (const std::string& value : splitValues(characterSet)) {
        for (const auto& [term, name] : encodings) {
            if (value.ends_with(term)) {
                return name;
            }
        }
    }
    return "ASCII";
}

/// Escape sequences (PS3.3 tables C.12-3 and C.12-4): which set they bring.
struct Designation {
    std::string_view escape;
    const char* encoding; ///< null: back to single bytes
    bool isLow;           ///< of the codes below 0x80, for which iconv wants to see the escape
};
constexpr std::array<Designation, 17> designations{{
    {"\x1B(B", nullptr, true},
    {"\x1B(J", nullptr, true},
    {"\x1B$B", "ISO-2022-JP-2", true},
    {"\x1B$(D", "ISO-2022-JP-2", true},
    {"\x1B)I", "SHIFT_JIS", false},
    {"\x1B$)C", "EUC-KR", false},
    {"\x1B$)A", "EUC-CN", false},
    {"\x1B-A", "ISO-8859-1", false},
    {"\x1B-B", "ISO-8859-2", false},
    {"\x1B-C", "ISO-8859-3", false},
    {"\x1B-D", "ISO-8859-4", false},
    {"\x1B-L", "ISO-8859-5", false},
    {"\x1B-G", "ISO-8859-6", false},
    {"\x1B-F", "ISO-8859-7", false},
    {"\x1B-H", "ISO-8859-8", false},
    {"\x1B-M", "ISO-8859-9", false},
    {"\x1B-T", "TIS-620", false},
}};

const Designation* designationAt(std::string_view text) {
    const auto* const found = std::ranges::find_if(designations, [&](const Designation& candidate) {
        return text.starts_with(candidate.escape);
    });
    return found != designations.end() ? found : nullptr;
}

/// Most text is, and opening a converter costs more than all the rest.
bool isPlain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// DCMTK offers this too, but on glibc's iconv it knows no Japanese.
class Converter {
  public:
    explicit Converter(const char* from) : handle_(::iconv_open("UTF-8", from)) {}
    ~Converter() {
        if (isOpen()) {
            ::iconv_close(handle_);
        }
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    std::string convert(std::string text) {
        std::string result;
        char* from = text.data();
        std::size_t left = isOpen() ? text.size() : 0;
        while (left > 0) {
            std::array<char, 256> chunk{};
            char* to = chunk.data();
            std::size_t room = chunk.size();
            const bool stuck =
                ::iconv(handle_, &from, &left, &to, &room) == static_cast<std::size_t>(-1);
            result.append(chunk.data(), chunk.size() - room);
            if (stuck && room >= 8) { // not for want of room
                result += replacement;
                ++from;
                --left;
            }
        }
        return result;
    }

  private:
    bool isOpen() const { return handle_ != iconv_t(-1); }
    iconv_t handle_;
};

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view padding(" \0", 2);
    const auto first = text.find_first_not_of(padding);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(padding) - first + 1);
}

} // namespace

std::string dicomTextToUtf8(std::string_view text, std::string_view characterSet) {
    std::string_view rest = trimmed(text);
    std::string result;
    const char* high =
        encodingOf(characterSet); // of the codes from 0x80 on; the low ones are ASCII
    const Designation* low = nullptr;
    while (!rest.empty()) {
        const Designation* const designation = designationAt(rest);
        if (designation != nullptr) {
            rest.remove_prefix(designation->escape.size());
            low = designation->isLow ? designation : low;
            high = designation->isLow ? high : designation->encoding;
        }
        const auto end = std::min(rest.find('\x1B', designation == nullptr ? 1 : 0), rest.size());
        const std::string piece(rest.substr(0, end));
        const bool isWide = low != nullptr && low->encoding != nullptr;
        result += isPlain(piece) && !isWide ? piece
                  : isWide ? Converter(low->encoding).convert(std::string(low->escape) + piece)
                           : Converter(high).convert(piece);
        rest.remove_prefix(end);
    }
    std::erase_if(result, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    return result;
}

namespace {

std::string joinedParts(std::string_view group) {
    std::string family;
    std::string rest;
    for (int part = 0; !group.empty(); ++part) {
        const auto end = std::min(group.find('^'), group.size());
        const std::string_view text = trimmed(group.substr(0, end));
        std::string& into = part == 0 ? family : rest;
        into += (into.empty() || text.empty() ? "" : " ") + std::string(text);
        group.remove_prefix(std::min(end + 1, group.size()));
    }
    return family + (family.empty() || rest.empty() ? "" : ", ") + rest;
}

} // namespace

std::string personNameForDisplay(std::string_view name) {
    std::string shown;
    while (!name.empty()) {
        const auto end = std::min(name.find('='), name.size());
        const std::string group = joinedParts(name.substr(0, end));
        if (!group.empty()) {
            shown += shown.empty() ? group : " [" + group + "]";
        }
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return shown;
}

std::vector<std::string> splitValues(std::string_view text) {
    std::vector<std::string> values;
    while (true) {
        const auto end = text.find('\\');
        values.emplace_back(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) {
            return values;
        }
        text.remove_prefix(end + 1);
    }
}

std::optional<std::vector<double>> parseNumbers(std::string_view text, std::size_t count) {
    std::vector<double> numbers;
    for (const std::string& value : splitValues(text)) {
        const char* first = value.data() + (value.starts_with('+') ? 1 : 0);
        const char* last = value.data() + value.size();
        double number = 0;
        const auto [end, error] = std::from_chars(first, last, number);
        if (error != std::errc{} || end != last || !std::isfinite(number)) {
            return std::nullopt;
        }
        numbers.push_back(number);
    }
    if (numbers.size() != count) {
        return std::nullopt;
    }
    return numbers;
}

std::string toDecimalString(double value) {
    constexpr std::size_t limit = 16;
    std::array<char, 32> text{};
    for (int digits = 17; digits > 0; --digits) {
        const auto written = std::to_chars(text.data(), text.data() + text.size(), value,
                                           std::chars_format::general, digits);
        const auto length = static_cast<std::size_t>(written.ptr - text.data());
        if (length <= limit) {
            return {text.data(), length};
        }
    }
    return "0";
}

} // namespace laurel
