#pragma once

#include "case_facts.h"
#include "pieces.h"

#include <QImage>

#include <map>
#include <vector>

namespace laurel::ui {

/// The picture of a case, whole and in the middle; null: a glyph stands for it.
void paintCasePicture(QPainter& painter, const QRectF& box, const QImage& picture);

/// A case as a card: its picture, how far it has come, its name.
class CaseTile : public RowButton {
    Q_OBJECT
  public:
    static constexpr QSize preferred{172, 176};

    explicit CaseTile(CaseFacts facts, QWidget* parent = nullptr);
    const CaseFacts& facts() const noexcept { return facts_; }
    void setPicture(const QImage& picture); ///< null: a glyph stands for it
    QSize sizeHint() const override;

  protected:
    void paintContent(QPainter& painter) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void paintWords(QPainter& painter, const QRect& box) const;
    int pictureHeight() const;

    CaseFacts facts_;
    QImage picture_;
};

/// Cards from left to right, as many as fit in a line. Arrows, Home and End go from one to another.
/// In groups, those whose images lie in one folder stand beneath its name.
class CaseGrid : public QWidget {
    Q_OBJECT
  public:
    explicit CaseGrid(QWidget* parent = nullptr);
    /// @param tiles belong to the grid from now on; @param inGroups those of a folder follow each
    ///              other
    void setTiles(const std::vector<CaseTile*>& tiles, bool inGroups = false);
    const std::vector<CaseTile*>& tiles() const noexcept { return tiles_; }
    int columns() const;

  Q_SIGNALS:
    void lookedAt(CaseTile* tile); ///< the pointer came over it, or the keyboard's focus

  protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void addTitles();
    void arrange();
    bool goTo(int key);
    CaseTile* beyond(const CaseTile& from, int key) const;

    std::vector<CaseTile*> tiles_;
    std::map<CaseTile*, Label*> titles_; ///< of groups, by the first card of each
};

} // namespace laurel::ui
