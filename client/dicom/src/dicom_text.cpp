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

/// PS3.3 C.12.1.1.2: defined terms and what iconv calls them. The terms with code extensions (ISO
/// 2022) come after those of their single sets.
constexpr std::array<std::pair<std::string_view, const char*>, 18> encodings{{
    {"IR 192", "UTF-8"},
    {"GB18030", "GB18030"},
    {"GBK", "GBK"},
    {"2022 IR 87", "ISO-2022-JP-2"},
    {"2022 IR 159", "ISO-2022-JP-2"},
    {"2022 IR 149", "EUC-KR"},
    {"2022 IR 58", "EUC-CN"},
    {"IR 100", "ISO-8859-1"},
    {"IR 101", "ISO-8859-2"},
    {"IR 109", "ISO-8859-3"},
    {"IR 110", "ISO-8859-4"},
    {"IR 144", "ISO-8859-5"},
    {"IR 127", "ISO-8859-6"},
    {"IR 126", "ISO-8859-7"},
    {"IR 138", "ISO-8859-8"},
    {"IR 148", "ISO-8859-9"},
    {"IR 166", "TIS-620"},
    {"IR 13", "SHIFT_JIS"},
}};

const char* encodingOf(std::string_view characterSet) {
    for (const auto& [term, name] : encodings) {
        if (characterSet.find(term) != std::string_view::npos) {
            return name;
        }
    }
    return "ASCII";
}

/// EUC needs no escape sequences: DICOM's only designate the set that the high bytes have anyway.
std::string withoutDesignations(std::string text) {
    for (const std::string_view escape : {"\x1B$)C", "\x1B$)A", "\x1B(B"}) {
        for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape)) {
            text.erase(at, escape.size());
        }
    }
    return text;
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
    const std::string_view encoding = encodingOf(characterSet);
    std::string raw(trimmed(text));
    if (encoding.starts_with("EUC")) {
        raw = withoutDesignations(std::move(raw));
    }
    std::string result = Converter(encoding.data()).convert(std::move(raw));
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
