#pragma once

#include "vector.h"

/// What each set consists of.
LAUREL_LAYER_KERNELS_BEGIN

void sums(const Sums& of);
void scaled(const ScaledPixels& of);
void gradientSums(const GradientSums& of);
void gradientScaled(const GradientScaled& of);

void mapToTiles(const TileMap& of);
void tilesToMap(const TileMap& of);
void gradientToTiles(const TileMap& of);
void kernelToPoints(const KernelMap& of);
void pointsToKernel(const KernelMap& of);

void pointProducts(const PointProducts& of);
void pointSums(const PointSums& of);

LAUREL_LAYER_KERNELS_END
