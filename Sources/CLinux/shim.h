#pragma once

// What Swift's Glibc module leaves out: sched.h shows it under _GNU_SOURCE alone (setns(2)).
extern int setns(int fd, int nstype);
