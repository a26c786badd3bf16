#include "json_reports.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace laurel {
namespace {

using nlohmann::json;

TEST(JsonReports, UndefinedNumbersAreNull) {
    Evaluation evaluation;
    evaluation.labels.resize(1);
    evaluation.labels[0].name = "Soleus";
    const json document = json::parse(evaluateJson(evaluation));
    for (const char* field :
         {"dice", "iou", "precision", "recall", "hd95_mm", "assd_mm", "volume_error"}) {
        EXPECT_TRUE(document["labels"][0].at(field).is_null()) << field;
    }
    EXPECT_EQ(document["labels"][0]["volume_ml"], 0);
    EXPECT_TRUE(document.at("mean_dice").is_null());
    EXPECT_TRUE(document.at("weighted_dice").is_null());
}

TEST(JsonReports, EvaluationCarriesItsNumbers) {
    Evaluation evaluation;
    LabelMetrics label;
    label.name = "Peroneus";
    label.value = 6;
    label.dice = 0.75;
    label.hausdorff95Mm = 2.5;
    evaluation.labels = {label};
    evaluation.meanDice = 0.5;
    const json document = json::parse(evaluateJson(evaluation));
    EXPECT_EQ(document["labels"][0]["name"], "Peroneus");
    EXPECT_EQ(document["labels"][0]["value"], 6);
    EXPECT_EQ(document["labels"][0]["dice"], 0.75);
    EXPECT_EQ(document["labels"][0]["hd95_mm"], 2.5);
    EXPECT_EQ(document["mean_dice"], 0.5);
}

TEST(JsonReports, InfoOfARefusedSeriesHasNoGeometry) {
    FoundVolume volume;
    volume.id = "1.2.3";
    volume.size = {512, 512, 4};
    volume.problems = {"missing slices"};
    const json entry = json::parse(infoJson({volume}))["volumes"][0];
    EXPECT_EQ(entry["size"], (json{512, 512, 4}));
    for (const char* field : {"spacing_mm", "origin_mm", "direction"}) {
        EXPECT_TRUE(entry.at(field).is_null()) << field;
    }
    EXPECT_EQ(entry["problems"], (json{"missing slices"}));
}

TEST(JsonReports, TextThatIsNotUtf8StaysADocument) {
    FoundVolume volume;
    volume.id = "Wadenm\xFCskel.nii";
    EXPECT_EQ(json::parse(infoJson({volume}))["volumes"][0]["id"], "Wadenm\xEF\xBF\xBDskel.nii");
}

TEST(JsonReports, StatisticsNameTheirPercentiles) {
    LabelStatistics label;
    label.name = "Soleus";
    label.whole.percentiles = {{1, 2, 3, 4, 5}};
    label.slices.resize(2);
    label.slices[1].slice = 9;
    const json plain = json::parse(statsJson({label}, false, {0.25}))["labels"][0];
    EXPECT_EQ(plain["slices"], 2);
    EXPECT_EQ(plain["percentiles"]["50"], 3);
    EXPECT_TRUE(plain["mean"].is_null());
    EXPECT_FALSE(plain.contains("per_slice"));
    EXPECT_EQ(plain["fat_fraction"], 0.25);
    const json slicewise = json::parse(statsJson({label}, true, {}))["labels"][0];
    EXPECT_EQ(slicewise["per_slice"][1]["slice"], 9);
    EXPECT_FALSE(slicewise.contains("fat_fraction"));
    EXPECT_TRUE(slicewise["per_slice"][1]["percentiles"].is_null());
}

TEST(JsonReports, SegmentHasTheContractsFields) {
    SegmentReport report;
    report.model = "leg";
    report.seconds.total = 2;
    report.labels = {{"Soleus_L", 1, 42}};
    const json document = json::parse(segmentJson(report));
    EXPECT_EQ(document["model"], "leg");
    EXPECT_TRUE(document.at("version").is_null());
    for (const char* field : {"load", "preprocess", "infer", "postprocess", "total"}) {
        EXPECT_TRUE(document["seconds"].at(field).is_number()) << field;
    }
    EXPECT_EQ(document["labels"][0], (json{{"name", "Soleus_L"}, {"value", 1}, {"voxels", 42}}));
}

} // namespace
} // namespace laurel
