#pragma once

class QWidget;

namespace laurel::ui {

/// Tells Qt, once, how screen readers see those controls that Qt cannot know.
void installAccessibility();
/// The value of the control changed.
void announceValue(QWidget* control);

} // namespace laurel::ui
