#include <stdint.h>

#define SCORES half_scores
#define COMPONENT uint16_t
#define LOAD lanes_load_halves
#include "scores.h"
