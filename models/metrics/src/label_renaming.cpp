#include "laurel/metrics/label_renaming.h"

#include "laurel/base/error.h"

namespace laurel {

namespace {

bool isSide(const std::string& ending) {
    return ending.empty() || ending == "_L" || ending == "_R";
}

Segment renamed(Segment segment, const std::vector<std::string>& renames) {
    for (const std::string& rename : renames) {
        const std::size_t equals = rename.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == rename.size()) {
            throw Error(ErrorCode::InvalidArgument,
                        "--rename takes NAME=NEW, not \"" + rename + "\"");
        }
        const std::string name = rename.substr(0, equals);
        if (segment.name.starts_with(name) && isSide(segment.name.substr(name.size()))) {
            segment.name = rename.substr(equals + 1) + segment.name.substr(name.size());
            break;
        }
    }
    return segment;
}

} // namespace

LabelMap withRenamedSegments(LabelMap labels, const std::vector<std::string>& renames) {
    const std::vector<Segment> segments = labels.segments();
    labels.clearSegments();
    for (const Segment& segment : segments) {
        labels.addSegment(renamed(segment, renames));
    }
    return labels;
}

} // namespace laurel
