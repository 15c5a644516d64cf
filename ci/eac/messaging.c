#include "messaging.h"

#include "bytes.h"

enum { SECURED = 0x0C, HEADER = 4 };

static BUF_MEM *padded(EAC_CTX *session, const BUF_MEM *bytes)
{
    BUF_MEM *result = EAC_add_iso_pad(session, bytes);
    if (!result)
        fail("padding");
    return result;
}

/* What stands behind the header of a command in short length: where, how much, and its Le field. */
static BUF_MEM *data_field(const BUF_MEM *command, int *le)
{
    const unsigned char *bytes = (const unsigned char *)command->data + HEADER;
    size_t length = command->length - HEADER;
    *le = -1;
    if (length == 1)
        *le = bytes[0];
    if (length <= 1)
        return bytes_new(NULL, 0);
    if (length == bytes[0] + 2u)
        *le = bytes[length - 1];
    else if (length != bytes[0] + 1u)
        fail("the lengths of a command are wrong");
    return bytes_new(bytes + 1, bytes[0]);
}

/* DO 87, or 85 of an odd instruction, whose data field is BER-TLV already. */
static void add_cryptogram(EAC_CTX *session, BUF_MEM *objects, int odd, const BUF_MEM *data)
{
    BUF_MEM *blocks = padded(session, data);
    BUF_MEM *encrypted = EAC_encrypt(session, blocks);
    BUF_MEM *value = bytes_new("\1", odd ? 0 : 1);
    if (!encrypted)
        fail("EAC_encrypt");
    bytes_add(value, encrypted->data, encrypted->length);
    tlv_add(objects, odd ? 0x85 : 0x87, value->data, value->length);
    BUF_MEM_free(value);
    BUF_MEM_free(encrypted);
    BUF_MEM_free(blocks);
}

/* Padded header and, when there are any, padded data objects: libeac puts the counter before it. */
static BUF_MEM *covered(EAC_CTX *session, const BUF_MEM *header, const BUF_MEM *objects)
{
    BUF_MEM *bytes = header ? padded(session, header) : bytes_new(NULL, 0);
    if (objects->length > 0) {
        bytes_add(bytes, objects->data, objects->length);
        BUF_MEM *whole = padded(session, bytes);
        BUF_MEM_free(bytes);
        return whole;
    }
    return bytes;
}

BUF_MEM *messaging_wrap(EAC_CTX *session, const BUF_MEM *command)
{
    int le;
    if (command->length < HEADER)
        fail("a command is too short");
    BUF_MEM *data = data_field(command, &le);
    BUF_MEM *wrapped = bytes_new(command->data, HEADER);
    BUF_MEM *objects = bytes_new(NULL, 0);

    wrapped->data[0] |= SECURED;
    if (!EAC_increment_ssc(session))
        fail("EAC_increment_ssc");
    if (data->length > 0)
        add_cryptogram(session, objects, command->data[1] & 1, data);
    if (le >= 0) {
        unsigned char byte = (unsigned char)le;
        tlv_add(objects, 0x97, &byte, 1);
    }
    BUF_MEM *message = covered(session, wrapped, objects);
    BUF_MEM *checksum = EAC_authenticate(session, message);
    if (!checksum)
        fail("EAC_authenticate");
    tlv_add(objects, 0x8E, checksum->data, checksum->length);
    if (objects->length > 0xFF)
        fail("a secured command is longer than short length has room for");
    bytes_add_byte(wrapped, (unsigned char)objects->length);
    bytes_add(wrapped, objects->data, objects->length);
    bytes_add_byte(wrapped, 0);
    BUF_MEM_free(checksum);
    BUF_MEM_free(message);
    BUF_MEM_free(objects);
    BUF_MEM_free(data);
    return wrapped;
}

static BUF_MEM *decrypted(EAC_CTX *session, const BUF_MEM *cryptogram, size_t indicator)
{
    if (cryptogram->length < indicator || (indicator == 1 && cryptogram->data[0] != 1))
        fail("the padding indicator of a cryptogram");
    BUF_MEM *blocks = bytes_new(cryptogram->data + indicator, cryptogram->length - indicator);
    BUF_MEM *plain = EAC_decrypt(session, blocks);
    BUF_MEM *data = plain ? EAC_remove_iso_pad(plain) : NULL;
    if (!data)
        fail("EAC_decrypt");
    BUF_MEM_free(plain);
    BUF_MEM_free(blocks);
    return data;
}

BUF_MEM *messaging_unwrap(EAC_CTX *session, const BUF_MEM *answer)
{
    size_t length = answer->length - 2;
    BUF_MEM *checksum = tlv_value(answer->data, length, 0x8E);
    BUF_MEM *status = tlv_value(answer->data, length, 0x99);
    BUF_MEM *even = tlv_value(answer->data, length, 0x87);
    BUF_MEM *odd = tlv_value(answer->data, length, 0x85);
    if (!checksum || !status || status->length != 2)
        fail("a secured answer has no checksum or no status word");
    if (!EAC_increment_ssc(session))
        fail("EAC_increment_ssc");
    /* The checksum is the last object: its header is of two bytes. */
    BUF_MEM *objects = bytes_new(answer->data, length - checksum->length - 2);
    BUF_MEM *message = covered(session, NULL, objects);
    if (EAC_verify_authentication(session, message, checksum) != 1)
        fail("the checksum of an answer is wrong");
    BUF_MEM *plain = even ? decrypted(session, even, 1)
        : odd ? decrypted(session, odd, 0) : bytes_new(NULL, 0);
    bytes_add(plain, status->data, status->length);
    if (answer->data[length] != status->data[0] || answer->data[length + 1] != status->data[1])
        fail("the status word outside is not the one inside");
    BUF_MEM_free(message);
    BUF_MEM_free(objects);
    BUF_MEM_free(odd);
    BUF_MEM_free(even);
    BUF_MEM_free(status);
    BUF_MEM_free(checksum);
    return plain;
}
