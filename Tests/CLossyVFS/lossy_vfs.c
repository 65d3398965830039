#include "lossy_vfs.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_FILES 16
#define NAME_LENGTH 64

enum step_kind { STEP_WRITE, STEP_TRUNCATE, STEP_SYNC, STEP_DELETE };

typedef struct {
    enum step_kind kind;
    int file;
    int64_t offset; /* the new length for a truncation */
    int length;
    unsigned char *bytes;
} step;

struct lossy_vfs {
    sqlite3_vfs vfs; /* first: SQLite hands a pointer to it back */
    sqlite3_vfs *base;
    char name[NAME_LENGTH];
    pthread_mutex_t lock; /* protects everything below */
    char files[MOST_FILES][NAME_LENGTH];
    int file_count;
    step *steps;
    int64_t count, capacity;
    enum lossy_call refused_call;
    char refused_suffix[NAME_LENGTH];
    int refused_nth, refused_code;
    int64_t refusals;
};

typedef struct {
    sqlite3_file file; /* first */
    lossy_vfs *owner;
    int number; /* -1: not written down */
    sqlite3_file *real;
} lossy_file;

/* What is written down */

static int file_number(lossy_vfs *v, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    for (int i = 0; i < v->file_count; i++)
        if (strcmp(v->files[i], name) == 0) return i;
    if (v->file_count == MOST_FILES || strlen(name) >= NAME_LENGTH) abort();
    strcpy(v->files[v->file_count], name);
    return v->file_count++;
}

static void write_down(lossy_vfs *v, step s, const void *bytes) {
    if (v->count == v->capacity) {
        v->capacity = v->capacity ? v->capacity * 2 : 1024;
        v->steps = realloc(v->steps, (size_t)v->capacity * sizeof(step));
        if (!v->steps) abort();
    }
    if (bytes) {
        s.bytes = malloc((size_t)s.length);
        if (!s.bytes) abort();
        memcpy(s.bytes, bytes, (size_t)s.length);
    }
    v->steps[v->count++] = s;
}

static int ends_with(const char *text, const char *suffix) {
    size_t length = strlen(text), end = strlen(suffix);
    return length >= end && strcmp(text + length - end, suffix) == 0;
}

/* Returns the code to refuse with, or SQLITE_OK. The lock is held. */
static int refusal(lossy_vfs *v, enum lossy_call call, int file) {
    if (v->refused_nth == 0 || v->refused_call != call) return SQLITE_OK;
    if (!ends_with(v->files[file], v->refused_suffix)) return SQLITE_OK;
    if (--v->refused_nth > 0) return SQLITE_OK;
    v->refusals++;
    return v->refused_code;
}

/* A file's methods */

#define REAL(f) (((lossy_file *)(f))->real)

static int lossy_close(sqlite3_file *f) { return REAL(f)->pMethods->xClose(REAL(f)); }

static int lossy_read(sqlite3_file *f, void *into, int length, sqlite3_int64 offset) {
    return REAL(f)->pMethods->xRead(REAL(f), into, length, offset);
}

static int lossy_write(sqlite3_file *f, const void *bytes, int length, sqlite3_int64 offset) {
    lossy_file *file = (lossy_file *)f;
    lossy_vfs *v = file->owner;
    if (file->number < 0) return REAL(f)->pMethods->xWrite(REAL(f), bytes, length, offset);
    pthread_mutex_lock(&v->lock);
    int code = refusal(v, LOSSY_WRITE, file->number);
    if (code == SQLITE_OK) code = REAL(f)->pMethods->xWrite(REAL(f), bytes, length, offset);
    if (code == SQLITE_OK)
        write_down(v, (step){STEP_WRITE, file->number, offset, length, NULL}, bytes);
    pthread_mutex_unlock(&v->lock);
    return code;
}

static int lossy_truncate(sqlite3_file *f, sqlite3_int64 size) {
    lossy_file *file = (lossy_file *)f;
    int code = REAL(f)->pMethods->xTruncate(REAL(f), size);
    if (code != SQLITE_OK || file->number < 0) return code;
    pthread_mutex_lock(&file->owner->lock);
    write_down(file->owner, (step){STEP_TRUNCATE, file->number, size, 0, NULL}, NULL);
    pthread_mutex_unlock(&file->owner->lock);
    return code;
}

static int lossy_sync(sqlite3_file *f, int flags) {
    lossy_file *file = (lossy_file *)f;
    lossy_vfs *v = file->owner;
    if (file->number < 0) return REAL(f)->pMethods->xSync(REAL(f), flags);
    pthread_mutex_lock(&v->lock);
    int code = refusal(v, LOSSY_SYNC, file->number);
    if (code == SQLITE_OK) code = REAL(f)->pMethods->xSync(REAL(f), flags);
    if (code == SQLITE_OK) write_down(v, (step){STEP_SYNC, file->number, 0, 0, NULL}, NULL);
    pthread_mutex_unlock(&v->lock);
    return code;
}

static int lossy_size(sqlite3_file *f, sqlite3_int64 *size) {
    return REAL(f)->pMethods->xFileSize(REAL(f), size);
}
static int lossy_lock(sqlite3_file *f, int kind) { return REAL(f)->pMethods->xLock(REAL(f), kind); }
static int lossy_unlock(sqlite3_file *f, int kind) {
    return REAL(f)->pMethods->xUnlock(REAL(f), kind);
}
static int lossy_check_lock(sqlite3_file *f, int *held) {
    return REAL(f)->pMethods->xCheckReservedLock(REAL(f), held);
}
static int lossy_control(sqlite3_file *f, int operation, void *argument) {
    return REAL(f)->pMethods->xFileControl(REAL(f), operation, argument);
}
static int lossy_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
static int lossy_device(sqlite3_file *f) {
    return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}
static int lossy_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **into) {
    return REAL(f)->pMethods->xShmMap(REAL(f), page, size, extend, into);
}
static int lossy_shm_lock(sqlite3_file *f, int offset, int n, int flags) {
    return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}
static void lossy_shm_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int lossy_shm_unmap(sqlite3_file *f, int delete) {
    return REAL(f)->pMethods->xShmUnmap(REAL(f), delete);
}

/* Version 2: shared memory for the log's index, no mapping of pages, which would pass us by. */
static const sqlite3_io_methods lossy_methods = {
    2,              lossy_close,   lossy_read,    lossy_write,      lossy_truncate,
    lossy_sync,     lossy_size,    lossy_lock,    lossy_unlock,     lossy_check_lock,
    lossy_control,  lossy_sector,  lossy_device,  lossy_shm_map,    lossy_shm_lock,
    lossy_shm_barrier, lossy_shm_unmap, NULL, NULL,
};

/* The file system's methods */

static int lossy_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *out) {
    lossy_vfs *v = (lossy_vfs *)vfs;
    lossy_file *file = (lossy_file *)f;
    memset(file, 0, sizeof *file);
    file->owner = v;
    file->real = (sqlite3_file *)(file + 1);
    file->number = -1;
    int code = v->base->xOpen(v->base, path, file->real, flags, out);
    if (code != SQLITE_OK) return code;
    int durable = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    if (path && flags & durable) {
        pthread_mutex_lock(&v->lock);
        file->number = file_number(v, path);
        pthread_mutex_unlock(&v->lock);
    }
    f->pMethods = &lossy_methods;
    return SQLITE_OK;
}

static int lossy_delete(sqlite3_vfs *vfs, const char *path, int sync) {
    lossy_vfs *v = (lossy_vfs *)vfs;
    int code = v->base->xDelete(v->base, path, sync);
    if (code != SQLITE_OK) return code;
    pthread_mutex_lock(&v->lock);
    write_down(v, (step){STEP_DELETE, file_number(v, path), 0, 0, NULL}, NULL);
    pthread_mutex_unlock(&v->lock);
    return code;
}

static int lossy_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    sqlite3_vfs *base = ((lossy_vfs *)vfs)->base;
    return base->xAccess(base, path, flags, result);
}

static int lossy_full_path(sqlite3_vfs *vfs, const char *path, int length, char *into) {
    sqlite3_vfs *base = ((lossy_vfs *)vfs)->base;
    return base->xFullPathname(base, path, length, into);
}

lossy_vfs *lossy_vfs_create(const char *name) {
    lossy_vfs *v = calloc(1, sizeof *v);
    if (!v || strlen(name) >= NAME_LENGTH) return free(v), NULL;
    strcpy(v->name, name);
    v->base = sqlite3_vfs_find(NULL);
    if (!v->base) return free(v), NULL;
    v->vfs = *v->base;
    v->vfs.iVersion = v->base->iVersion < 2 ? v->base->iVersion : 2;
    v->vfs.szOsFile = (int)sizeof(lossy_file) + v->base->szOsFile;
    v->vfs.pNext = NULL;
    v->vfs.zName = v->name;
    v->vfs.xOpen = lossy_open;
    v->vfs.xDelete = lossy_delete;
    v->vfs.xAccess = lossy_access;
    v->vfs.xFullPathname = lossy_full_path;
    pthread_mutex_init(&v->lock, NULL);
    if (sqlite3_vfs_register(&v->vfs, 0) != SQLITE_OK) return free(v), NULL;
    return v;
}

void lossy_vfs_destroy(lossy_vfs *v) {
    sqlite3_vfs_unregister(&v->vfs);
    for (int64_t i = 0; i < v->count; i++) free(v->steps[i].bytes);
    free(v->steps);
    pthread_mutex_destroy(&v->lock);
    free(v);
}

int64_t lossy_vfs_steps(lossy_vfs *v) {
    pthread_mutex_lock(&v->lock);
    int64_t count = v->count;
    pthread_mutex_unlock(&v->lock);
    return count;
}

void lossy_vfs_refuse(lossy_vfs *v, enum lossy_call call, const char *suffix, int nth, int code) {
    pthread_mutex_lock(&v->lock);
    v->refused_call = call;
    snprintf(v->refused_suffix, NAME_LENGTH, "%s", suffix);
    v->refused_nth = nth;
    v->refused_code = code;
    pthread_mutex_unlock(&v->lock);
}

int64_t lossy_vfs_refusals(lossy_vfs *v) {
    pthread_mutex_lock(&v->lock);
    int64_t count = v->refusals;
    pthread_mutex_unlock(&v->lock);
    return count;
}

/* The disk after a power cut */

typedef struct {
    unsigned char *bytes;
    int64_t length, capacity;
    int exists;
    int64_t synced; /* the step after the file's last sync */
} image;

static void resize(image *m, int64_t length) {
    if (length > m->capacity) {
        m->capacity = length * 2;
        m->bytes = realloc(m->bytes, (size_t)m->capacity);
        if (!m->bytes) abort();
    }
    if (length > m->length) memset(m->bytes + m->length, 0, (size_t)(length - m->length));
    m->length = length;
}

static void apply(image *m, const step *s) {
    m->exists = 1;
    if (s->kind == STEP_TRUNCATE) return resize(m, s->offset);
    if (s->offset + s->length > m->length) resize(m, s->offset + s->length);
    memcpy(m->bytes + s->offset, s->bytes, (size_t)s->length);
}

static int is_change(const step *s, int file) {
    return s->file == file && (s->kind == STEP_WRITE || s->kind == STEP_TRUNCATE);
}

static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static int write_file(const image *m, const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "wb");
    if (!out) return errno;
    size_t written = m->length ? fwrite(m->bytes, 1, (size_t)m->length, out) : 0;
    int failed = fclose(out) != 0 || written != (size_t)m->length;
    return failed ? EIO : 0;
}

static void build(lossy_vfs *v, int64_t steps, int file, enum lossy_unsynced kept, uint64_t *seed,
                  image *m) {
    for (int64_t i = 0; i < steps; i++) {
        const step *s = &v->steps[i];
        if (s->file != file) continue;
        if (s->kind == STEP_DELETE) {
            m->length = 0;
            m->exists = 0;
            m->synced = i + 1;
        } else if (s->kind == STEP_SYNC) {
            for (int64_t j = m->synced; j < i; j++)
                if (is_change(&v->steps[j], file)) apply(m, &v->steps[j]);
            m->exists = 1;
            m->synced = i + 1;
        }
    }
    for (int64_t j = m->synced; j < steps && kept != LOSSY_NONE; j++) {
        if (!is_change(&v->steps[j], file)) continue;
        if (kept == LOSSY_ALL || next_random(seed) & 1) apply(m, &v->steps[j]);
    }
}

int lossy_vfs_image(lossy_vfs *v, int64_t steps, enum lossy_unsynced kept, uint64_t seed,
                    const char *folder) {
    int failed = 0;
    pthread_mutex_lock(&v->lock);
    if (steps > v->count) steps = v->count;
    for (int file = 0; file < v->file_count && !failed; file++) {
        image m = {0};
        build(v, steps, file, kept, &seed, &m);
        if (m.exists) failed = write_file(&m, folder, v->files[file]);
        free(m.bytes);
    }
    pthread_mutex_unlock(&v->lock);
    return failed;
}
