#include "other_readers_agree.h"

#include "support/child_process.h"

#include <array>
#include <fstream>
#include <sstream>

namespace laurel {

namespace {

template <typename Numbers>
std::string words(const Numbers& numbers) {
    std::ostringstream text;
    text.precision(17);
    for (const auto number : numbers) {
        text << number << ' ';
    }
    return text.str();
}

} // namespace

std::size_t Comparison::add(const std::string& kind, const Volume& volume,
                            const std::vector<std::filesystem::path>& files) {
    const Geometry& grid = volume.geometry();
    const GridSize& size = grid.size();
    list_ += kind + "\t" + words(std::array{size.x, size.y, size.z, volume.frames()}) + "\t" +
             words(grid.spacing()) + "\t" +
             words(std::array{grid.origin().x, grid.origin().y, grid.origin().z}) + "\t" +
             words(grid.direction());
    for (const auto& file : files) {
        list_ += "\t" + file.string();
    }
    list_ += "\n";
    std::ofstream raw(folder_.path() / std::to_string(count_), std::ios::binary);
    for (std::int64_t frame = 0; frame < volume.frames(); ++frame) {
        const std::vector<float> values = volume.toFloat(frame);
        raw.write(reinterpret_cast<const char*>(values.data()),
                  static_cast<std::streamsize>(values.size() * sizeof(float)));
    }
    return count_++;
}

std::size_t Comparison::add(const LabelMap& labels, const std::filesystem::path& file) {
    std::vector<std::uint8_t> frames;
    for (const Segment& segment : labels.segments()) {
        const auto mask = labels.mask(segment);
        frames.insert(frames.end(), mask.begin(), mask.end());
    }
    const auto count = static_cast<std::int64_t>(labels.segments().size());
    return add("seg", Volume(labels.geometry(), std::move(frames), count), {file});
}

std::size_t Comparison::addNames(const std::vector<std::string>& names,
                                 const std::filesystem::path& file) {
    std::vector<std::filesystem::path> words{file};
    words.insert(words.end(), names.begin(), names.end());
    return add("names", Volume(Geometry({1, 1, 1}, {1, 1, 1}), std::vector<std::uint8_t>(1)),
               words);
}

std::vector<std::string> Comparison::ask() const {
    const auto list = folder_.path() / "list";
    writeFileAtomically(list, std::string_view(list_));
    const ProcessResult result =
        runProcess({"/usr/bin/python3", LAUREL_COMPARE_IMAGES, list, folder_.path()});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    std::vector<std::string> answers;
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line);) {
        answers.push_back(line);
    }
    EXPECT_EQ(answers.size(), count_);
    answers.resize(count_);
    return answers;
}

bool Comparison::isPossible() {
    return pythonHas("pydicom, numpy, nibabel") && isInstalled("dcm2niix") &&
           isInstalled("dcmdjpls");
}

} // namespace laurel
