// Base64 (RFC 4648, the standard alphabet) thirty-two letters at a time, for processors with AVX2, after
// W. Muła and D. Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions" (2018). Both
// functions do as much from the front as goes in whole steps and leave the rest to the caller; where they
// cannot work they do nothing, which is right.
#include <stddef.h>
#include <stdint.h>

#ifdef __x86_64__
#include <immintrin.h>

__attribute__((target("avx2")))
static size_t base64_decode_steps_avx2(
    const uint8_t *text, size_t count, uint8_t *bytes, size_t room
) {
    // What a letter may be, by its two halves: a bit in common says that it is none.
    const __m256i by_low = _mm256_setr_epi8(
        0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A,
        0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
    const __m256i by_high = _mm256_setr_epi8(
        0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10,
        0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
    // What to add to a letter to have its value, by its high half; '/' has the place before '+'.
    const __m256i to_value = _mm256_setr_epi8(
        0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i in_order = _mm256_setr_epi8(
        2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
        2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
    const __m256i together = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, -1, -1);
    const __m256i slash = _mm256_set1_epi8(0x2F);
    size_t taken = 0, written = 0;
    while (taken + 32 <= count && written + 32 <= room) {
        __m256i letters = _mm256_loadu_si256((const __m256i *)(text + taken));
        const __m256i high = _mm256_and_si256(_mm256_srli_epi32(letters, 4), slash);
        const __m256i low = _mm256_and_si256(letters, slash);
        const __m256i wrong = _mm256_and_si256(
            _mm256_shuffle_epi8(by_low, low), _mm256_shuffle_epi8(by_high, high));
        if (!_mm256_testz_si256(wrong, wrong)) break;
        const __m256i is_slash = _mm256_cmpeq_epi8(letters, slash);
        const __m256i shift = _mm256_shuffle_epi8(to_value, _mm256_add_epi8(is_slash, high));
        const __m256i values = _mm256_add_epi8(letters, shift);
        const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
        const __m256i quads = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
        const __m256i packed = _mm256_permutevar8x32_epi32(
            _mm256_shuffle_epi8(quads, in_order), together);
        _mm256_storeu_si256((__m256i *)(bytes + written), packed);
        taken += 32;
        written += 24;
    }
    return taken;
}

__attribute__((target("avx2")))
static size_t base64_encode_steps_avx2(const uint8_t *bytes, size_t count, uint8_t *text) {
    const __m256i spread = _mm256_setr_epi8(
        1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10,
        1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
    // What to add to a value to have its letter: by 0 for a-z, 1 to 10 for the digits, 11 and 12 for the two
    // signs, 13 for A-Z.
    const __m256i to_letter = _mm256_setr_epi8(
        'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
        '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0,
        'a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
        '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
    size_t taken = 0, written = 0;
    // The second half is loaded with four bytes behind it.
    while (taken + 28 <= count) {
        const __m256i pieces = _mm256_set_m128i(
            _mm_loadu_si128((const __m128i *)(bytes + taken + 12)),
            _mm_loadu_si128((const __m128i *)(bytes + taken)));
        const __m256i triples = _mm256_shuffle_epi8(pieces, spread);
        const __m256i outer = _mm256_mulhi_epu16(
            _mm256_and_si256(triples, _mm256_set1_epi32(0x0FC0FC00)), _mm256_set1_epi32(0x04000040));
        const __m256i inner = _mm256_mullo_epi16(
            _mm256_and_si256(triples, _mm256_set1_epi32(0x003F03F0)), _mm256_set1_epi32(0x01000010));
        const __m256i values = _mm256_or_si256(outer, inner);
        const __m256i is_upper = _mm256_cmpgt_epi8(_mm256_set1_epi8(26), values);
        const __m256i range = _mm256_or_si256(
            _mm256_subs_epu8(values, _mm256_set1_epi8(51)),
            _mm256_and_si256(is_upper, _mm256_set1_epi8(13)));
        const __m256i letters = _mm256_add_epi8(_mm256_shuffle_epi8(to_letter, range), values);
        _mm256_storeu_si256((__m256i *)(text + written), letters);
        taken += 24;
        written += 32;
    }
    return taken;
}
#endif

/// Decodes from the front of `text`, up to the first step with a byte in it that is no letter of the
/// alphabet. `count` letters are there, `room` bytes may be written.
///
/// Returns the letters taken, a multiple of 32; for each 32 of them 24 bytes are right, and up to 8 more
/// behind the last are overwritten.
static inline size_t base64_decode_steps(
    const uint8_t *text, size_t count, uint8_t *bytes, size_t room
) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) return base64_decode_steps_avx2(text, count, bytes, room);
#endif
    return 0;
}

/// Encodes from the front of `bytes`, of which `count` are there, into `text`, which has room for all of
/// their letters.
///
/// Returns the bytes taken, a multiple of 24: each 24 are 32 letters.
static inline size_t base64_encode_steps(const uint8_t *bytes, size_t count, uint8_t *text) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) return base64_encode_steps_avx2(bytes, count, text);
#endif
    return 0;
}
