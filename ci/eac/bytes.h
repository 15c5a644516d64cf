/* Bytes: buffers that grow, hexadecimal digits, BER-TLV. A failure ends the program. */

#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/buffer.h>

/* Says what failed, with libcrypto's own words for it, and ends with exit code 1. */
_Noreturn void fail(const char *what);

BUF_MEM *bytes_new(const void *data, size_t length);
BUF_MEM *bytes_copy(const BUF_MEM *bytes);
void bytes_add(BUF_MEM *bytes, const void *data, size_t length);
void bytes_add_byte(BUF_MEM *bytes, unsigned char byte);
bool bytes_equal(const BUF_MEM *one, const BUF_MEM *other);

/* Blanks between the digits are skipped; NULL when it is anything but pairs of digits. */
BUF_MEM *bytes_from_hex(const char *digits);
BUF_MEM *bytes_from_file(const char *path);
void bytes_print(const void *data, size_t length);

/* Adds a data object with a tag of one or two bytes. */
void tlv_add(BUF_MEM *bytes, unsigned tag, const void *value, size_t length);
/* The value of the first data object with this tag among these, or NULL. To be freed. */
BUF_MEM *tlv_value(const void *objects, size_t length, unsigned tag);
/* The length of a data object's header, and that of its value; 0 when there is none. */
size_t tlv_header(const unsigned char *bytes, size_t length, unsigned *tag, size_t *value_length);

#endif
