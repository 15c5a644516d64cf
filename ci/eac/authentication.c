#include "authentication.h"

#include <eac/ca.h>
#include <eac/ta.h>

#include "bytes.h"

enum {
    SET_DIGITAL_SIGNATURE_TEMPLATE = 0x002281B6,
    VERIFY_CERTIFICATE = 0x002A00BE,
    SET_TERMINAL = 0x002281A4,
    GET_CHALLENGE = 0x00840000,
    EXTERNAL_AUTHENTICATE = 0x00820000,
    SET_CHIP = 0x002241A4,
    GENERAL_AUTHENTICATE = 0x00860000,
    SUCCESS = 0x9000,
    CHALLENGE = 8,
};

static unsigned status_of(BUF_MEM *response)
{
    unsigned status = card_status(response);
    BUF_MEM_free(response);
    return status;
}

static void done(const char *what, int outcome)
{
    if (outcome != 1)
        fail(what);
}

static BUF_MEM *protocol(int number)
{
    const ASN1_OBJECT *object = EAC_OBJ_nid2obj(number);
    BUF_MEM *data = bytes_new(NULL, 0);
    if (!object)
        fail("a protocol that libeac does not know");
    tlv_add(data, 0x80, OBJ_get0_data(object), OBJ_length(object));
    return data;
}

/* Makes the key for chip authentication, and gives its public half, compressed. */
static BUF_MEM *ephemeral_key(struct card *card)
{
    BUF_MEM *compressed = TA_STEP3_generate_ephemeral_key(card->session);
    if (!compressed)
        fail("TA_STEP3_generate_ephemeral_key");
    card->has_ephemeral_key = true;
    return compressed;
}

/* The certificate's body has the reference under this tag: 42 of the issuer, 5F20 of the holder. */
static BUF_MEM *reference(const BUF_MEM *certificate, unsigned tag)
{
    BUF_MEM *parts = tlv_value(certificate->data, certificate->length, 0x7F21);
    BUF_MEM *body = parts ? tlv_value(parts->data, parts->length, 0x7F4E) : NULL;
    BUF_MEM *reference = body ? tlv_value(body->data, body->length, tag) : NULL;
    if (!reference)
        fail("a file is no card-verifiable certificate");
    BUF_MEM_free(body);
    BUF_MEM_free(parts);
    return reference;
}

static unsigned verify_certificate(struct card *card, const BUF_MEM *certificate)
{
    BUF_MEM *issuer = reference(certificate, 0x42), *data = bytes_new(NULL, 0);
    tlv_add(data, 0x83, issuer->data, issuer->length);
    unsigned status = status_of(card_command(card, SET_DIGITAL_SIGNATURE_TEMPLATE, data, -1));
    if (status == SUCCESS) {
        BUF_MEM *parts = tlv_value(certificate->data, certificate->length, 0x7F21);
        status = status_of(card_command(card, VERIFY_CERTIFICATE, parts, -1));
        BUF_MEM_free(parts);
    }
    BUF_MEM_free(data);
    BUF_MEM_free(issuer);
    return status;
}

/* Signs the card's identity, its challenge and the compressed key of chip authentication. */
static unsigned sign_challenge(struct card *card, const BUF_MEM *holder, const BUF_MEM *compressed)
{
    BUF_MEM *data = protocol(card->session->ta_ctx->protocol);
    tlv_add(data, 0x83, holder->data, holder->length);
    tlv_add(data, 0x91, compressed->data, compressed->length);
    unsigned status = status_of(card_command(card, SET_TERMINAL, data, -1));
    BUF_MEM_free(data);
    if (status != SUCCESS)
        return status;

    BUF_MEM *challenge = card_command(card, GET_CHALLENGE, NULL, CHALLENGE);
    if (card_status(challenge) != SUCCESS)
        return status_of(challenge);
    challenge->length -= 2;
    done("TA_STEP4_set_nonce", TA_STEP4_set_nonce(card->session, challenge));
    BUF_MEM *signature = TA_STEP5_sign(card->session, compressed, card->identity, NULL);
    if (!signature)
        fail("TA_STEP5_sign");
    status = status_of(card_command(card, EXTERNAL_AUTHENTICATE, signature, -1));
    BUF_MEM_free(signature);
    BUF_MEM_free(challenge);
    return status;
}

unsigned authenticate_terminal(struct card *card, const BUF_MEM *key, char *const *certificates,
    int count)
{
    BUF_MEM *last = NULL;
    if (!card->session)
        fail("no session");
    for (int at = 0; at < count; at++) {
        BUF_MEM_free(last);
        last = bytes_from_file(certificates[at]);
        unsigned status = verify_certificate(card, last);
        if (status != SUCCESS)
            return status;
    }
    if (!last)
        fail("no certificate");
    done("EAC_CTX_init_ta",
        EAC_CTX_init_ta(card->session, (const unsigned char *)key->data, key->length,
            (const unsigned char *)last->data, last->length));
    BUF_MEM *compressed = ephemeral_key(card);
    BUF_MEM *holder = reference(last, 0x5F20);
    unsigned status = sign_challenge(card, holder, compressed);
    BUF_MEM_free(holder);
    BUF_MEM_free(compressed);
    BUF_MEM_free(last);
    return status;
}

/* The card has answered the ephemeral key with a nonce, from which new keys come, and a token. */
static void change_keys(struct card *card, const BUF_MEM *response, const BUF_MEM *public_key)
{
    BUF_MEM *template = tlv_value(response->data, response->length - 2, 0x7C);
    BUF_MEM *nonce = template ? tlv_value(template->data, template->length, 0x81) : NULL;
    BUF_MEM *token = template ? tlv_value(template->data, template->length, 0x82) : NULL;
    if (!nonce || !token)
        fail("an answer of chip authentication without nonce or token");
    done("compute_shared_secret", CA_STEP4_compute_shared_secret(card->session, public_key));
    done("the card's token", CA_STEP6_derive_keys(card->session, nonce, token));
    done("EAC_CTX_set_encryption_ctx", EAC_CTX_set_encryption_ctx(card->session, EAC_ID_CA));
    card->has_ephemeral_key = false;
    BUF_MEM_free(token);
    BUF_MEM_free(nonce);
    BUF_MEM_free(template);
}

unsigned authenticate_chip(struct card *card, const BUF_MEM *public_key)
{
    if (!card->session || !card->session->ca_ctx || !card->session->ca_ctx->ka_ctx)
        fail("no session, or EF.CardAccess does not offer chip authentication");
    BUF_MEM *data = protocol(card->session->ca_ctx->protocol);
    unsigned char id = (unsigned char)card->session->ca_ctx->id;
    if (card->session->ca_ctx->id >= 0)
        tlv_add(data, 0x84, &id, 1);
    unsigned status = status_of(card_command(card, SET_CHIP, data, -1));
    BUF_MEM_free(data);
    if (status != SUCCESS)
        return status;

    /* Terminal authentication has made one; without that it is made now. */
    if (!card->has_ephemeral_key)
        BUF_MEM_free(ephemeral_key(card));
    BUF_MEM *own = CA_STEP2_get_eph_pubkey(card->session);
    BUF_MEM *inner = bytes_new(NULL, 0);
    if (!own)
        fail("CA_STEP2_get_eph_pubkey");
    data = bytes_new(NULL, 0);
    tlv_add(inner, 0x80, own->data, own->length);
    tlv_add(data, 0x7C, inner->data, inner->length);
    BUF_MEM *response = card_command(card, GENERAL_AUTHENTICATE, data, 0);
    status = card_status(response);
    if (status == SUCCESS)
        change_keys(card, response, public_key);
    BUF_MEM_free(response);
    BUF_MEM_free(data);
    BUF_MEM_free(inner);
    BUF_MEM_free(own);
    return status;
}
