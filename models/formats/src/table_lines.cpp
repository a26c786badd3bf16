#include "table_lines.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace laurel {

namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::size_t maxNameBytes = 1024;

[[noreturn]] void refuse(const std::string& where, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, where + ": " + problem);
}

/// Words between blanks, at most `most` of them and one more.
std::vector<std::string_view> wordsOf(std::string_view text, std::size_t most) {
    std::vector<std::string_view> words;
    for (std::size_t at = text.find_first_not_of(blanks);
         at != std::string_view::npos && words.size() <= most;
         at = text.find_first_not_of(blanks, at)) {
        const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

std::optional<Color> colorOf(std::string_view red, std::string_view green, std::string_view blue) {
    const auto r = wholeNumber(red, 255);
    const auto g = wholeNumber(green, 255);
    const auto b = wholeNumber(blue, 255);
    if (!r || !g || !b) {
        return std::nullopt;
    }
    return Color{static_cast<std::uint8_t>(*r), static_cast<std::uint8_t>(*g),
                 static_cast<std::uint8_t>(*b)};
}

bool isNumber(std::string_view text) {
    double value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    return status == std::errc{} && end == text.data() + text.size();
}

/// value red green blue alpha visible mesh "name"
Segment parseSnapLine(std::string_view line, const std::string& where) {
    constexpr const char* grammar = "a label is: value red green blue alpha visible mesh \"name\"";
    const std::size_t open = line.find('"');
    const std::size_t close = line.rfind('"');
    const std::vector<std::string_view> words = wordsOf(line.substr(0, open), 7);
    if (words.size() != 7 || close == open || !isNumber(words[4]) || !wholeNumber(words[5], 255) ||
        !wholeNumber(words[6], 255) || !withoutBlanks(line.substr(close + 1)).empty()) {
        refuse(where, grammar);
    }
    const auto color = colorOf(words[1], words[2], words[3]);
    if (!color) {
        refuse(where, grammar);
    }
    Segment segment = namedValue(words[0], line.substr(open + 1, close - open - 1), where);
    segment.color = *color;
    return segment;
}

/// value name red green blue alpha
Segment parseSlicerLine(std::string_view line, const std::string& where) {
    const std::vector<std::string_view> words = wordsOf(line, 6);
    const auto color =
        words.size() == 6 ? colorOf(words[2], words[3], words[4]) : std::optional<Color>();
    if (!color || !wholeNumber(words[5], 255)) {
        refuse(where, "a label is: value red green blue alpha visible mesh \"name\" (ITK-SNAP), or "
                      "value name red green blue alpha (3D Slicer)");
    }
    Segment segment = namedValue(words[0], words[1], where);
    segment.color = *color;
    return segment;
}

} // namespace

std::string_view withoutBlanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return lower;
}

std::optional<int> wholeNumber(std::string_view text, int most) {
    int value = -1;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isWhole = status == std::errc{} && end == text.data() + text.size();
    return isWhole && value >= 0 && value <= most ? std::optional(value) : std::nullopt;
}

Segment namedValue(std::string_view value, std::string_view name, const std::string& where) {
    const auto number = wholeNumber(value, 65535);
    if (!number) {
        refuse(where,
               "the value must be a whole number from 0 to 65535, not " + quotedForMessage(value));
    }
    if (name.empty() || name.size() > maxNameBytes || !isValidUtf8(name) ||
        hasControlCharacter(name)) {
        refuse(where, "the name must be plain UTF-8 text of 1 to 1024 bytes, not " +
                          quotedForMessage(name));
    }
    Segment segment;
    segment.name = std::string(name);
    segment.value = static_cast<std::uint16_t>(*number);
    segment.color = defaultColor(segment.value);
    return segment;
}

Segment parseTableLine(std::string_view line, const std::string& where) {
    return line.find('"') != std::string_view::npos ? parseSnapLine(line, where)
                                                    : parseSlicerLine(line, where);
}

} // namespace laurel
