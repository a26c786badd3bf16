#include "answers.h"

#include "json_parts.h"

#include "laurel/base/large_array.h"

#include "laurel/json/strict_json.h"

#include <utility>

namespace laurel {

namespace {

constexpr JsonLimits answerLimits{.bytes = 16U << 20, .depth = 16};
constexpr int mostLayers = 256;
constexpr std::size_t mostChoices = 100000;

/// Reads an answer's JSON; what is not as sendX writes it is a defect, or a file that took over.
template <typename Read>
auto readAnswer(const std::string& text, Read read) {
    try {
        return read(parseStrictJson(text, "answer", answerLimits));
    } catch (const nlohmann::json::exception& error) {
        throw Error(ErrorCode::Internal,
                    std::string("the reader's process answers wrongly: ") + error.what());
    }
}

void requireWithin(std::uint64_t bytes, std::uint64_t memory) {
    if (memory != 0 && bytes > memory) {
        throw Error(ErrorCode::LimitExceeded, "the image needs " + std::to_string(bytes >> 20) +
                                                  " MiB; " + std::to_string(memory >> 20) +
                                                  " are allowed");
    }
}

template <typename T>
std::vector<T> readSamples(MessageReader& from, std::uint64_t count, std::uint64_t memory) {
    requireWithin(count * sizeof(T), memory);
    std::vector<T> samples;
    samples.reserve(count);
    takeLargePages(samples.data(), count * sizeof(T));
    // Appended, as to fill it with zeros first takes as long again.
    from.samples(count * sizeof(T), [&](std::span<const std::byte> piece) {
        const auto* first = reinterpret_cast<const T*>(piece.data());
        samples.insert(samples.end(), first, first + piece.size() / sizeof(T));
    });
    return samples;
}

/// One alternative for each PixelType, in its order.
PixelBuffer readPixels(MessageReader& from, int type, std::uint64_t count, std::uint64_t memory) {
    switch (static_cast<PixelType>(type)) {
    case PixelType::U8:
        return readSamples<std::uint8_t>(from, count, memory);
    case PixelType::I16:
        return readSamples<std::int16_t>(from, count, memory);
    case PixelType::U16:
        return readSamples<std::uint16_t>(from, count, memory);
    case PixelType::I32:
        return readSamples<std::int32_t>(from, count, memory);
    case PixelType::F32:
        return readSamples<float>(from, count, memory);
    }
    throw Error(ErrorCode::Internal, "the reader's process answers with an unknown type of pixels");
}

nlohmann::json sizeJson(const SmallPicture& picture) {
    return {picture.width, picture.height};
}

nlohmann::json choiceJson(const ImageChoice& choice) {
    nlohmann::json json{{"path", pathJson(choice.path)},
                        {"first_file", pathJson(choice.firstFile)},
                        {"format", choice.format},
                        {"series", choice.seriesId},
                        {"study_id", choice.studyId},
                        {"study", choice.study},
                        {"patient", choice.patient},
                        {"color", choice.isColor},
                        {"remedy", consentJson(choice.remedy)},
                        {"picture", sizeJson(choice.picture)},
                        {"description", choice.description},
                        {"modality", choice.modality},
                        {"size", {choice.size.x, choice.size.y, choice.size.z}},
                        {"frames", choice.frames},
                        {"problems", choice.problems},
                        {"notes", choice.notes}};
    if (choice.geometry) {
        json["geometry"] = geometryJson(*choice.geometry);
    }
    return json;
}

/// The pixels of each picture follow the answer.
SmallPicture pictureFrom(const nlohmann::json& json, MessageReader& from) {
    constexpr int longestEdge = 1024;
    const auto size = json.get<std::array<int, 2>>();
    SmallPicture picture{size[0], size[1], {}};
    if (picture.width < 0 || picture.height < 0 || picture.width > longestEdge ||
        picture.height > longestEdge) {
        throw Error(ErrorCode::Internal, "the reader's process answers with a picture too large");
    }
    picture.pixels.resize(static_cast<std::size_t>(picture.width) *
                          static_cast<std::size_t>(picture.height));
    if (!picture.pixels.empty()) {
        from.samples(std::as_writable_bytes(std::span(picture.pixels)));
    }
    return picture;
}

ImageChoice choiceFrom(const nlohmann::json& json, MessageReader& from) {
    ImageChoice choice;
    const auto size = json.at("size").get<std::array<std::int64_t, 3>>();
    choice.path = pathFrom(json.at("path"));
    choice.firstFile = pathFrom(json.at("first_file"));
    choice.format = json.at("format").get<std::string>();
    choice.seriesId = json.at("series").get<std::string>();
    choice.studyId = json.at("study_id").get<std::string>();
    choice.study = json.at("study").get<std::string>();
    choice.patient = json.at("patient").get<std::string>();
    choice.isColor = json.at("color").get<bool>();
    choice.remedy = consentFrom(json.at("remedy"));
    choice.picture = pictureFrom(json.at("picture"), from);
    choice.description = json.at("description").get<std::string>();
    choice.modality = json.at("modality").get<std::string>();
    choice.size = {size[0], size[1], size[2]};
    choice.frames = json.at("frames").get<std::int64_t>();
    choice.problems = json.at("problems").get<std::vector<std::string>>();
    choice.notes = json.at("notes").get<std::vector<std::string>>();
    if (json.contains("geometry")) {
        choice.geometry = geometryFrom(json.at("geometry"));
    }
    return choice;
}

nlohmann::json segmentJson(const Segment& segment) {
    return {{"name", segment.name},     {"value", segment.value},
            {"layer", segment.layer},   {"abbreviation", segment.abbreviation},
            {"snomed", segment.snomed}, {"color", toHex(segment.color)}};
}

Segment segmentFrom(const nlohmann::json& json) {
    Segment segment;
    segment.name = json.at("name").get<std::string>();
    segment.value = json.at("value").get<std::uint16_t>();
    segment.layer = json.at("layer").get<int>();
    segment.abbreviation = json.at("abbreviation").get<std::string>();
    segment.snomed = json.at("snomed").get<std::string>();
    segment.color = colorFromHex(json.at("color").get<std::string>());
    return segment;
}

} // namespace

void sendChoices(MessageWriter& to, const std::vector<ImageChoice>& choices) {
    nlohmann::json list = nlohmann::json::array();
    for (const ImageChoice& choice : choices) {
        list.push_back(choiceJson(choice));
    }
    to.write(MessageKind::Answer, dumped({{"choices", std::move(list)}}));
    for (const ImageChoice& choice : choices) {
        if (!choice.picture.pixels.empty()) {
            to.writeSamples(std::as_bytes(std::span(choice.picture.pixels)));
        }
    }
}

void sendPicture(MessageWriter& to, const SmallPicture& picture) {
    to.write(MessageKind::Picture, dumped({{"picture", sizeJson(picture)}}));
    to.writeSamples(std::as_bytes(std::span(picture.pixels)));
}

void sendImage(MessageWriter& to, const LoadedImage& image) {
    const Volume& volume = image.volume;
    to.write(MessageKind::Answer, dumped({{"geometry", geometryJson(volume.geometry())},
                                          {"type", static_cast<int>(volume.pixelType())},
                                          {"frames", volume.frames()},
                                          {"slope", volume.rescale().slope},
                                          {"intercept", volume.rescale().intercept},
                                          {"modality", volume.modality},
                                          {"description", volume.description},
                                          {"path", pathJson(image.path)},
                                          {"series", image.seriesId},
                                          {"frame_of_reference", image.frameOfReference},
                                          {"color", image.isColor},
                                          {"notes", image.notes}}));
    std::visit([&](const auto& samples) { to.writeSamples(std::as_bytes(std::span(samples))); },
               volume.pixels());
}

void sendLabels(MessageWriter& to, const LoadedLabels& loaded) {
    const LabelMap& labels = loaded.labels;
    nlohmann::json segments = nlohmann::json::array();
    for (const Segment& segment : labels.segments()) {
        segments.push_back(segmentJson(segment));
    }
    to.write(MessageKind::Answer, dumped({{"geometry", geometryJson(labels.geometry())},
                                          {"layers", labels.layers()},
                                          {"notes", loaded.notes},
                                          {"frame_of_reference", loaded.frameOfReference},
                                          {"segments", std::move(segments)}}));
    for (int layer = 0; layer < labels.layers(); ++layer) {
        to.writeSamples(std::as_bytes(labels.layer(layer)));
    }
}

std::string failureText(ErrorCode code, const std::string& message,
                        const std::optional<std::string>& brokenSeries) {
    nlohmann::json json{{"code", static_cast<int>(code)}, {"message", message}};
    if (brokenSeries) {
        json["broken_series"] = *brokenSeries;
    }
    return dumped(json);
}

std::string progressText(double fraction, std::string_view stage) {
    return dumped({{"fraction", fraction}, {"stage", stage}});
}

std::vector<ImageChoice> choicesFrom(const std::string& text, MessageReader& from) {
    return readAnswer(text, [&](const nlohmann::json& json) {
        std::vector<ImageChoice> choices;
        for (const nlohmann::json& choice : json.at("choices")) {
            if (choices.size() == mostChoices) {
                throw Error(ErrorCode::LimitExceeded,
                            "the path holds more than " + std::to_string(mostChoices) + " images");
            }
            choices.push_back(choiceFrom(choice, from));
        }
        return choices;
    });
}

SmallPicture pictureFrom(const std::string& text, MessageReader& from) {
    return readAnswer(
        text, [&](const nlohmann::json& json) { return pictureFrom(json.at("picture"), from); });
}

LoadedImage imageFrom(const std::string& text, MessageReader& from, std::uint64_t memory) {
    return readAnswer(text, [&](const nlohmann::json& json) {
        constexpr std::int64_t mostFrames = 65535;
        const Geometry geometry = geometryFrom(json.at("geometry"));
        const auto frames = json.at("frames").get<std::int64_t>();
        if (frames < 1 || frames > mostFrames) {
            throw Error(ErrorCode::Internal,
                        "the reader's process answers with " + std::to_string(frames) + " frames");
        }
        const auto count = static_cast<std::uint64_t>(geometry.size().voxels() * frames);
        PixelBuffer pixels = readPixels(from, json.at("type").get<int>(), count, memory);
        LoadedImage image{
            Volume(geometry, std::move(pixels), frames,
                   {json.at("slope").get<double>(), json.at("intercept").get<double>()}),
            pathFrom(json.at("path")),
            json.at("series").get<std::string>(),
            json.at("notes").get<std::vector<std::string>>(),
            json.at("frame_of_reference").get<std::string>(),
            json.at("color").get<bool>()};
        image.volume.modality = json.at("modality").get<std::string>();
        image.volume.description = json.at("description").get<std::string>();
        return image;
    });
}

LoadedLabels labelsFrom(const std::string& text, MessageReader& from, std::uint64_t memory) {
    return readAnswer(text, [&](const nlohmann::json& json) {
        const Geometry geometry = geometryFrom(json.at("geometry"));
        const int layers = json.at("layers").get<int>();
        if (layers < 1 || layers > mostLayers) {
            throw Error(ErrorCode::Internal,
                        "the reader's process answers with " + std::to_string(layers) + " layers");
        }
        const auto count = static_cast<std::uint64_t>(geometry.size().voxels());
        requireWithin(count * sizeof(std::uint16_t) * static_cast<std::uint64_t>(layers), memory);
        LabelMap labels(geometry, readSamples<std::uint16_t>(from, count, memory));
        for (int layer = 1; layer < layers; ++layer) {
            from.samples(std::as_writable_bytes(labels.layer(labels.addLayer())));
        }
        for (const nlohmann::json& segment : json.at("segments")) {
            labels.addSegment(segmentFrom(segment));
        }
        return LoadedLabels{std::move(labels), json.at("notes").get<std::vector<std::string>>(),
                            json.at("frame_of_reference").get<std::string>()};
    });
}

void throwFailure(const std::string& text) {
    readAnswer(text, [](const nlohmann::json& json) {
        const auto message = json.at("message").get<std::string>();
        if (json.contains("broken_series")) {
            throw BrokenSlices(json.at("broken_series").get<std::string>(), message);
        }
        const int code = json.at("code").get<int>();
        const bool known = code >= 0 && code <= static_cast<int>(ErrorCode::Internal);
        throw Error(known ? static_cast<ErrorCode>(code) : ErrorCode::Internal, message);
        return 0;
    });
    std::abort(); // not reached
}

void passOnProgress(const std::string& text, ProgressSink& progress, std::string& stage) {
    readAnswer(text, [&](const nlohmann::json& json) {
        stage = json.at("stage").get<std::string>();
        progress.report(json.at("fraction").get<double>(), stage);
        return 0;
    });
}

} // namespace laurel
