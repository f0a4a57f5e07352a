#define SCORES float_scores
#define COMPONENT float
#define LOAD lanes_load
#include "scores.h"
