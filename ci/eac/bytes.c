#include "bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>

void fail(const char *what)
{
    fflush(stdout);
    fprintf(stderr, "failed: %s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

BUF_MEM *bytes_new(const void *data, size_t length)
{
    BUF_MEM *bytes = BUF_MEM_new();
    if (!bytes)
        fail("no memory");
    bytes_add(bytes, data, length);
    return bytes;
}

BUF_MEM *bytes_copy(const BUF_MEM *bytes)
{
    return bytes_new(bytes->data, bytes->length);
}

void bytes_add(BUF_MEM *bytes, const void *data, size_t length)
{
    size_t before = bytes->length;
    if (length == 0)
        return;
    if (BUF_MEM_grow(bytes, before + length) != before + length)
        fail("no memory");
    memcpy(bytes->data + before, data, length);
}

void bytes_add_byte(BUF_MEM *bytes, unsigned char byte)
{
    bytes_add(bytes, &byte, 1);
}

bool bytes_equal(const BUF_MEM *one, const BUF_MEM *other)
{
    return one->length == other->length
        && (one->length == 0 || memcmp(one->data, other->data, one->length) == 0);
}

static int digit(char character)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    const char *found = character ? strchr(digits, character) : NULL;
    return found ? (int)(found - digits) % 16 : -1;
}

BUF_MEM *bytes_from_hex(const char *digits)
{
    BUF_MEM *bytes = bytes_new(NULL, 0);
    while (*digits) {
        if (*digits == ' ') {
            digits++;
            continue;
        }
        int high = digit(digits[0]);
        int low = high < 0 ? -1 : digit(digits[1]);
        if (low < 0) {
            BUF_MEM_free(bytes);
            return NULL;
        }
        bytes_add_byte(bytes, (unsigned char)(high << 4 | low));
        digits += 2;
    }
    return bytes;
}

BUF_MEM *bytes_from_file(const char *path)
{
    unsigned char part[512];
    size_t length;
    BUF_MEM *bytes = bytes_new(NULL, 0);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(path);
    while ((length = fread(part, 1, sizeof part, file)) > 0)
        bytes_add(bytes, part, length);
    if (ferror(file))
        fail(path);
    fclose(file);
    return bytes;
}

void bytes_print(const void *data, size_t length)
{
    const unsigned char *bytes = data;
    for (size_t at = 0; at < length; at++)
        printf("%02X", bytes[at]);
}

void tlv_add(BUF_MEM *bytes, unsigned tag, const void *value, size_t length)
{
    if (length > 0xFFFF)
        fail("a data object is too long");
    if (tag > 0xFF)
        bytes_add_byte(bytes, (unsigned char)(tag >> 8));
    bytes_add_byte(bytes, (unsigned char)tag);
    if (length > 0xFF) {
        bytes_add_byte(bytes, 0x82);
        bytes_add_byte(bytes, (unsigned char)(length >> 8));
    } else if (length > 0x7F) {
        bytes_add_byte(bytes, 0x81);
    }
    bytes_add_byte(bytes, (unsigned char)length);
    bytes_add(bytes, value, length);
}

size_t tlv_header(const unsigned char *bytes, size_t length, unsigned *tag, size_t *value_length)
{
    size_t at = 0;
    if (length < 2)
        return 0;
    *tag = bytes[at++];
    if ((*tag & 0x1F) == 0x1F)
        *tag = *tag << 8 | bytes[at++];
    if (at >= length)
        return 0;
    unsigned first = bytes[at++];
    *value_length = first;
    if (first > 0x7F) {
        unsigned more = first & 0x7F;
        if (more > 2 || length - at < more)
            return 0;
        for (*value_length = 0; more > 0; more--)
            *value_length = *value_length << 8 | bytes[at++];
    }
    return length - at < *value_length ? 0 : at;
}

BUF_MEM *tlv_value(const void *objects, size_t length, unsigned tag)
{
    const unsigned char *bytes = objects;
    while (length > 0) {
        unsigned found;
        size_t value_length;
        size_t header = tlv_header(bytes, length, &found, &value_length);
        if (header == 0)
            return NULL;
        if (found == tag)
            return bytes_new(bytes + header, value_length);
        bytes += header + value_length;
        length -= header + value_length;
    }
    return NULL;
}
