#include "laurel/workflow/case_gallery.h"

#include "case_document.h"
#include "case_files.h"
#include "case_lock.h"
#include "case_picture.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/reading/slice_picture.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <tuple>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr int pictureEdge = 144; ///< for screens of twice the pixels
constexpr std::string_view magic = "P6\n";

std::int64_t sliceToShow(const LabelMap& labels) {
    const GridSize& size = labels.geometry().size();
    const auto pixels = static_cast<std::size_t>(size.x * size.y);
    const auto isDrawn = [&](std::int64_t slice) {
        for (int layer = 0; layer < labels.layers(); ++layer) {
            const auto values =
                labels.layer(layer).subspan(static_cast<std::size_t>(slice) * pixels, pixels);
            if (std::ranges::any_of(values, [](std::uint16_t value) { return value != 0; })) {
                return true;
            }
        }
        return false;
    };
    const std::int64_t middle = size.z / 2;
    for (std::int64_t away = 0; away < size.z; ++away) {
        for (const std::int64_t slice : {middle - away, middle + away}) {
            if (slice >= 0 && slice < size.z && isDrawn(slice)) {
                return slice;
            }
        }
    }
    return middle;
}

/// The colours of the visible segments over the grey of a place.
class MaskInk {
  public:
    MaskInk(const LabelMap& labels, const std::vector<SegmentLook>& looks) : labels_(labels) {
        for (int layer = 0; layer < labels.layers(); ++layer) {
            inks_.emplace_back();
        }
        for (std::size_t i = 0; i < labels.segments().size() && i < looks.size(); ++i) {
            const Segment& segment = labels.segments()[i];
            auto& inks = inks_[static_cast<std::size_t>(segment.layer)];
            inks.resize(std::max<std::size_t>(inks.size(), segment.value + std::size_t{1}));
            if (looks[i].visible) {
                inks[segment.value] = segment.color;
            }
        }
    }

    std::array<double, 3> over(std::uint8_t grey, std::int64_t place) const {
        constexpr double opacity = 0.5; // a small picture has no outlines
        std::array<double, 3> color{1.0 * grey, 1.0 * grey, 1.0 * grey};
        for (int layer = 0; layer < labels_.layers(); ++layer) {
            const auto value = labels_.layer(layer)[static_cast<std::size_t>(place)];
            const auto& inks = inks_[static_cast<std::size_t>(layer)];
            if (value != 0 && value < inks.size() && inks[value]) {
                const Color& ink = *inks[value];
                const std::array<double, 3> full{1.0 * ink.red, 1.0 * ink.green, 1.0 * ink.blue};
                for (std::size_t i = 0; i < 3; ++i) {
                    color[i] += opacity * (full[i] - color[i]);
                }
            }
        }
        return color;
    }

  private:
    const LabelMap& labels_;
    std::vector<std::vector<std::optional<Color>>> inks_; ///< by layer and value
};

/// A whole number and the white space after it.
std::optional<int> takeNumber(std::string_view& text) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end == text.data() + text.size() || (*end != ' ' && *end != '\n')) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    return number;
}

/// By its path alone: the disk that it lies on may be asleep. A series is a folder, unless it was
/// opened by one of its files.
fs::path folderOf(const ImageReference& image) {
    std::string ending = image.path.extension().string();
    std::ranges::transform(ending, ending.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    const bool isFile =
        image.seriesId.empty() || ending == ".dcm" || ending == ".ima" || ending == ".dicom";
    return isFile ? image.path.parent_path() : image.path;
}

CaseCard cardOf(const fs::path& folder) {
    const CaseDocument document =
        parseCaseDocument(readDocumentText(folder), (folder / documentName).string());
    const auto count = [&](SliceState state) { return std::ranges::count(document.slices, state); };
    CaseCard card;
    card.summary.folder = folder;
    card.summary.name = document.name;
    card.summary.description = document.image.description;
    card.summary.image = document.image.path;
    card.modality = document.image.modality;
    card.imageFolder = folderOf(document.image);
    card.summary.imageSha256 = document.image.sha256;
    card.summary.modified = document.modified;
    card.summary.reviewed = count(SliceState::Reviewed);
    card.summary.slices = std::ssize(document.slices);
    const std::int64_t begun = card.summary.slices - count(SliceState::Empty);
    card.state = count(SliceState::Flagged) > 0   ? SliceState::Flagged
                 : begun == 0                     ? SliceState::Empty
                 : card.summary.reviewed == begun ? SliceState::Reviewed
                                                  : SliceState::InWork;
    card.size = document.grid.size();
    card.spacing = document.grid.spacing();
    std::ranges::transform(document.table.segments, std::back_inserter(card.segments),
                           &Segment::name);
    return card;
}

} // namespace

CasePicture pictureOfCase(const Volume& image, std::int64_t frame, const LabelMap& labels,
                          const std::vector<SegmentLook>& looks) {
    const SeenSlice slice(labels.geometry(), sliceToShow(labels), pictureEdge);
    const std::vector<std::uint8_t> greys = greysOf(image, frame, slice);
    const MaskInk ink(labels, looks);
    CasePicture picture{slice.width(), slice.height(), {}};
    std::size_t at = 0;
    for (int y = 0; y < slice.height(); ++y) {
        for (int x = 0; x < slice.width(); ++x) {
            std::array<double, 3> sum{};
            for (const std::int64_t place : slice.placesOf(x, y)) {
                const std::array<double, 3> color = ink.over(greys[at++], place);
                for (std::size_t i = 0; i < 3; ++i) {
                    sum[i] += color[i];
                }
            }
            for (const double part : sum) {
                picture.pixels.push_back(
                    static_cast<std::uint8_t>(std::lround(part / SeenSlice::placesOfPixel)));
            }
        }
    }
    return picture;
}

void writeCasePicture(const fs::path& folder, const CasePicture& picture) {
    std::string text(magic);
    text += std::to_string(picture.width) + " " + std::to_string(picture.height) + "\n255\n";
    text.append(picture.pixels.begin(), picture.pixels.end());
    writeFileAtomically(folder / pictureName, text);
}

CasePicture readCasePicture(const fs::path& folder) {
    constexpr std::uint64_t mostBytes = 1 << 20;
    try {
        requirePlainFile(folder / pictureName);
        const std::vector<std::byte> bytes = readFile(folder / pictureName, mostBytes);
        std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        if (!text.starts_with(magic)) {
            return {};
        }
        text.remove_prefix(magic.size());
        const auto width = takeNumber(text);
        const auto height = width ? takeNumber(text) : std::nullopt;
        const auto most = height ? takeNumber(text) : std::nullopt;
        if (!most || *most != 255 || *width < 1 || *width > pictureEdge || *height < 1 ||
            *height > pictureEdge ||
            text.size() != std::size_t{3} * static_cast<std::size_t>(*width) *
                               static_cast<std::size_t>(*height)) {
            return {};
        }
        return {*width, *height, {text.begin(), text.end()}};
    } catch (const Error&) {
        return {}; // a case without a picture is shown without one
    }
}

std::vector<CaseCard> listCaseCards(const fs::path& folderOfCases) {
    std::vector<CaseCard> cards;
    std::error_code absent;
    if (!fs::is_directory(folderOfCases, absent)) {
        return cards;
    }
    for (const std::string& name : namesInFolder(folderOfCases)) {
        try {
            const fs::path folder = folderOfCases / name;
            cards.push_back(cardOf(fs::is_symlink(folder) ? fs::canonical(folder) : folder));
        } catch (const Error&) {
            continue; // no case, or none that can be opened
        } catch (const fs::filesystem_error&) {
            continue; // a link to what is not there now
        }
    }
    std::ranges::sort(cards, [](const CaseCard& one, const CaseCard& other) {
        return std::tie(other.summary.modified, one.summary.folder) <
               std::tie(one.summary.modified, other.summary.folder);
    });
    return cards;
}

std::vector<CaseSummary> listCases(const fs::path& folderOfCases) {
    std::vector<CaseSummary> cases;
    for (CaseCard& card : listCaseCards(folderOfCases)) {
        cases.push_back(std::move(card.summary));
    }
    return cases;
}

std::optional<CaseSummary> caseLeftOpen(const fs::path& folderOfCases) {
    for (CaseSummary& summary : listCases(folderOfCases)) {
        if (wasLeftOpen(summary.folder)) {
            return std::move(summary);
        }
    }
    return std::nullopt;
}

void listAsWell(const fs::path& folderOfCases, const fs::path& caseFolder) {
    try {
        fs::create_directories(folderOfCases);
        const fs::path target = fs::canonical(caseFolder);
        for (const std::string& name : namesInFolder(folderOfCases)) {
            std::error_code away;
            if (fs::equivalent(folderOfCases / name, target, away)) {
                return;
            }
        }
        fs::path link = folderOfCases / target.filename();
        for (int number = 2; fs::exists(fs::symlink_status(link)); ++number) {
            link = folderOfCases / (target.filename().string() + "-" + std::to_string(number));
        }
        fs::create_directory_symlink(target, link);
    } catch (const fs::filesystem_error& error) {
        throw Error(ErrorCode::Io, error.what());
    }
}

} // namespace laurel
