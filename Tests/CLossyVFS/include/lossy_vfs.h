#ifndef LOSSY_VFS_H
#define LOSSY_VFS_H

#include <stdint.h>

/// A file system for SQLite over the system's own. It writes down every write, truncation, sync and
/// deletion of databases and their logs, so that the disk can be made as a power cut after any of
/// them might have left it; and it can refuse a write or a sync.
typedef struct lossy_vfs lossy_vfs;

/// What a power cut spares of the writes that no sync had followed.
enum lossy_unsynced { LOSSY_NONE = 0, LOSSY_SOME = 1, LOSSY_ALL = 2 };

/// Which calls are refused.
enum lossy_call { LOSSY_WRITE = 0, LOSSY_SYNC = 1 };

/// Registers a file system under a name that no other has; NULL when that fails.
lossy_vfs *lossy_vfs_create(const char *name);

/// Unregisters it. No connection may be open.
void lossy_vfs_destroy(lossy_vfs *vfs);

/// Operations written down so far.
int64_t lossy_vfs_steps(lossy_vfs *vfs);

/// Refuses the n-th (from 1) call of this kind from now on, on files whose name ends so, with a
/// result code of SQLite. 0 ends it.
void lossy_vfs_refuse(lossy_vfs *vfs, enum lossy_call call, const char *suffix, int nth, int code);

/// Calls refused so far.
int64_t lossy_vfs_refusals(lossy_vfs *vfs);

/// Writes into a folder the files as a power cut after so many steps might have left them.
/// - seed: chooses among the unsynced writes with LOSSY_SOME.
/// Returns 0, or an errno.
int lossy_vfs_image(lossy_vfs *vfs, int64_t steps, enum lossy_unsynced kept, uint64_t seed,
                    const char *folder);

#endif
