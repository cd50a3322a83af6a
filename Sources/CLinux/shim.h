#pragma once

struct pollfd;
struct timespec;

// What Swift's Glibc module leaves out: sched.h and poll.h show these under _GNU_SOURCE alone (setns(2), ppoll(2)).
extern int setns(int fd, int nstype);
// The mask is a sigset_t; including signal.h here would make it this module's.
extern int ppoll(struct pollfd *fds, unsigned long count, const struct timespec *timeout, const void *mask);
