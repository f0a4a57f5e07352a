/* Every file but cpu.c is compiled once per instruction set; what it exports carries its name. */
#ifndef DUNLIN_EXPORT_H
#define DUNLIN_EXPORT_H

#define EXPORT __attribute__((visibility("default")))
#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(function) JOIN(function, ISA)

#endif
