#include "administrator.h"

#include <string.h>

#include <eac/ta.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include "bytes.h"

enum {
    GET_SERIAL_NUMBER = 0x00CA0045,
    GET_CHALLENGE = 0x00840000,
    MUTUAL_AUTHENTICATE = 0x00820010,
    SUCCESS = 0x9000,
    P256 = 12,
    BLOCK = 16,
};

/* P1, and what stands before what the codes cover. */
struct form {
    unsigned parameter;
    unsigned char to_card, from_card;
};

static const struct form alone = { 0, 3, 4 };
static const struct form with_session = { 0x0100, 5, 6 };

static BUF_MEM *data_of(BUF_MEM *response, const char *what)
{
    if (card_status(response) != SUCCESS)
        fail(what);
    response->length -= 2;
    return response;
}

static BUF_MEM *joined(const BUF_MEM *one, const BUF_MEM *other, const BUF_MEM *third)
{
    BUF_MEM *bytes = bytes_copy(one);
    bytes_add(bytes, other->data, other->length);
    bytes_add(bytes, third->data, third->length);
    return bytes;
}

/* AES-CMAC over a domain and what follows it. */
static void code(const BUF_MEM *key, unsigned char domain, const BUF_MEM *message,
    unsigned char result[BLOCK])
{
    size_t length;
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "CMAC", NULL);
    EVP_MAC_CTX *mac = EVP_MAC_CTX_new(algorithm);
    OSSL_PARAM cipher[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, (char *)"AES-128-CBC", 0),
        OSSL_PARAM_construct_end(),
    };
    if (!EVP_MAC_init(mac, (const unsigned char *)key->data, key->length, cipher)
        || !EVP_MAC_update(mac, &domain, 1)
        || !EVP_MAC_update(mac, (const unsigned char *)message->data, message->length)
        || !EVP_MAC_final(mac, result, &length, BLOCK))
        fail("CMAC");
    EVP_MAC_CTX_free(mac);
    EVP_MAC_free(algorithm);
}

/* NIST SP 800-108 in counter mode with CMAC, by libcrypto: encryption key and checksum key. */
static void derive(const BUF_MEM *key, const BUF_MEM *context, unsigned char keys[2 * BLOCK])
{
    EVP_KDF *algorithm = EVP_KDF_fetch(NULL, "KBKDF", NULL);
    EVP_KDF_CTX *kdf = EVP_KDF_CTX_new(algorithm);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MAC, (char *)"CMAC", 0),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_CIPHER, (char *)"AES-128-CBC", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key->data, key->length),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (char *)"secure messaging", 16),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, context->data, context->length),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_KDF_derive(kdf, keys, 2 * BLOCK, parameters) != 1)
        fail("KBKDF");
    EVP_KDF_CTX_free(kdf);
    EVP_KDF_free(algorithm);
}

/* libeac opens no session but by its own protocols: the keys stand in for those that chip
 * authentication, begun with a key of its own, would agree on. */
static void begin_session(struct card *card, const unsigned char keys[2 * BLOCK])
{
    EAC_CTX *session = EAC_CTX_new();
    if (!session || !EAC_CTX_init_ca(session, NID_id_CA_ECDH_AES_CBC_CMAC_128, P256))
        fail("EAC_CTX_init_ca");
    /* No key is named: EF.CardAccess would have its number. */
    session->ca_ctx->id = -1;
    BUF_MEM *unused = TA_STEP3_generate_ephemeral_key(session);
    session->ca_ctx->ka_ctx->k_enc = bytes_new(keys, BLOCK);
    session->ca_ctx->ka_ctx->k_mac = bytes_new(keys + BLOCK, BLOCK);
    if (!EAC_CTX_set_encryption_ctx(session, EAC_ID_CA))
        fail("EAC_CTX_set_encryption_ctx");
    card_begin_session(card, session);
    BUF_MEM_free(unused);
}

static void authenticate(struct card *card, const BUF_MEM *key, struct form form)
{
    unsigned char random[BLOCK], proof[BLOCK], keys[2 * BLOCK];
    BUF_MEM *serial = data_of(card_command(card, GET_SERIAL_NUMBER, NULL, 0), "serial number");
    BUF_MEM *challenge = data_of(card_command(card, GET_CHALLENGE, NULL, BLOCK), "GET CHALLENGE");
    if (RAND_bytes(random, sizeof random) != 1)
        fail("RAND_bytes");
    BUF_MEM *own = bytes_new(random, sizeof random), *data = bytes_copy(own);
    BUF_MEM *covered = joined(serial, challenge, own);
    code(key, form.to_card, covered, proof);
    bytes_add(data, proof, sizeof proof);
    BUF_MEM *answer = data_of(
        card_command(card, MUTUAL_AUTHENTICATE | form.parameter, data, 0), "administrator");
    BUF_MEM *wanted = joined(serial, own, challenge);
    code(key, form.from_card, wanted, proof);
    if (answer->length != BLOCK || memcmp(answer->data, proof, BLOCK) != 0)
        fail("the card does not have the administrator key");
    if (form.parameter != 0) {
        derive(key, covered, keys);
        begin_session(card, keys);
        OPENSSL_cleanse(keys, sizeof keys);
    }
    BUF_MEM_free(wanted);
    BUF_MEM_free(answer);
    BUF_MEM_free(covered);
    BUF_MEM_free(data);
    BUF_MEM_free(own);
    BUF_MEM_free(challenge);
    BUF_MEM_free(serial);
}

void administrator_authenticate(struct card *card, const BUF_MEM *key)
{
    authenticate(card, key, alone);
}

void administrator_open_session(struct card *card, const BUF_MEM *key)
{
    authenticate(card, key, with_session);
}
