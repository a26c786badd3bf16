#include "laurel/unet/unet_factory.h"

LAUREL_PLUGIN(laurel::UNetFactory<2>, "unet2d", "1.1")
