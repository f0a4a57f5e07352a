#include <stdint.h>

#define SCORES byte_scores
#define COMPONENT uint8_t
#define LOAD lanes_load_bytes
#include "scores.h"
