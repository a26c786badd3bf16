#include "laurel/unet/unet_factory.h"

LAUREL_PLUGIN(laurel::UNetFactory<3>, "unet3d", "1.0")
