// Two calls that Linux has and its C library shows to GNU's own dialect only. Elsewhere they do nothing,
// which is right for both: they only save time.
#include <stdint.h>
#include <stddef.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/// Reads what is in memory already; -1 when the first byte is not.
static inline long linux_read_cached(int fd, void *buffer, size_t count, int64_t offset) {
    struct iovec piece = {buffer, count};
    const int nowait = 8; // RWF_NOWAIT
    return syscall(SYS_preadv2, fd, &piece, 1UL, (long)offset, 0L, nowait);
}

/// Asks the disk to begin writing a range, and does not wait for it.
static inline long linux_start_writing(int fd, int64_t offset, int64_t count) {
    const unsigned write = 2; // SYNC_FILE_RANGE_WRITE
    return syscall(SYS_sync_file_range, fd, offset, count, write);
}
#else
static inline long linux_read_cached(int fd, void *buffer, size_t count, int64_t offset) {
    return -1;
}

static inline long linux_start_writing(int fd, int64_t offset, int64_t count) { return 0; }
#endif
