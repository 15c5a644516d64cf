#include "pace.h"

#include <stdio.h>
#include <string.h>

#include "bytes.h"

enum {
    READ_CARD_ACCESS = 0x00B09C00,
    SET_AUTHENTICATION_TEMPLATE = 0x0022C1A4,
    GENERAL_AUTHENTICATE = 0x00860000,
    MORE_STEPS = 0x10000000,
    SUCCESS = 0x9000,
    END_OF_FILE = 0x6282,
};

void pace_read_access(struct card *card)
{
    unsigned tag;
    size_t length;
    BUF_MEM *response = card_command(card, READ_CARD_ACCESS, NULL, 0);
    if (card_status(response) != SUCCESS && card_status(response) != END_OF_FILE)
        fail("EF.CardAccess cannot be read");
    response->length -= 2;
    size_t header = tlv_header((unsigned char *)response->data, response->length, &tag, &length);
    if (header == 0)
        fail("EF.CardAccess has no data object");
    response->length = header + length;
    BUF_MEM_free(card->access);
    card->access = response;
}

static void add_protocol(BUF_MEM *data, int protocol)
{
    const ASN1_OBJECT *object = EAC_OBJ_nid2obj(protocol);
    if (!object)
        fail("a protocol that libeac does not know");
    tlv_add(data, 0x80, OBJ_get0_data(object), OBJ_length(object));
}

static unsigned set_environment(struct card *card, const EAC_CTX *terminal, enum s_type type,
    const BUF_MEM *authorization)
{
    unsigned char password = (unsigned char)type;
    unsigned char parameters = (unsigned char)terminal->pace_ctx->id;
    BUF_MEM *data = bytes_new(NULL, 0);
    add_protocol(data, terminal->pace_ctx->protocol);
    tlv_add(data, 0x83, &password, 1);
    if (terminal->pace_ctx->id >= 0)
        tlv_add(data, 0x84, &parameters, 1);
    if (authorization)
        bytes_add(data, authorization->data, authorization->length);
    BUF_MEM *response = card_command(card, SET_AUTHENTICATION_TEMPLATE, data, -1);
    unsigned status = card_status(response);
    BUF_MEM_free(response);
    BUF_MEM_free(data);
    return status;
}

/* One step: sends a value under its tag in 7C, and gives the one that comes, or NULL when the card
 * refuses. What is sent is freed. */
static BUF_MEM *step(struct card *card, struct pace_outcome *outcome, unsigned tag, BUF_MEM *value)
{
    int last = tag == 0x85;
    BUF_MEM *inner = bytes_new(NULL, 0), *data = bytes_new(NULL, 0), *came = NULL;
    if (tag != 0 && !value)
        fail("libeac has nothing to send in a step of PACE");
    if (tag != 0)
        tlv_add(inner, tag, value->data, value->length);
    tlv_add(data, 0x7C, inner->data, inner->length);
    BUF_MEM *response
        = card_command(card, GENERAL_AUTHENTICATE | (last ? 0 : MORE_STEPS), data, 0);
    outcome->last = card_status(response);
    if (outcome->last == SUCCESS) {
        BUF_MEM *template = tlv_value(response->data, response->length - 2, 0x7C);
        if (template)
            came = tlv_value(template->data, template->length, tag == 0 ? 0x80 : tag + 1);
        if (!came)
            fail("an answer of PACE without its data object");
        BUF_MEM *authority = last ? tlv_value(template->data, template->length, 0x87) : NULL;
        if (authority)
            printf("%-24s the card asks for a certificate of %.*s\n", "", (int)authority->length,
                authority->data);
        BUF_MEM_free(authority);
        BUF_MEM_free(template);
        outcome->steps++;
    }
    BUF_MEM_free(response);
    BUF_MEM_free(data);
    BUF_MEM_free(inner);
    BUF_MEM_free(value);
    return came;
}

static void done(const char *what, int outcome)
{
    if (outcome != 1)
        fail(what);
}

/* The session's context when the card accepted all steps. */
static EAC_CTX *steps(struct card *card, struct pace_outcome *outcome, EAC_CTX *terminal,
    const PACE_SEC *secret)
{
    BUF_MEM *came = step(card, outcome, 0, NULL);
    if (!came)
        return NULL;
    done("PACE_STEP2_dec_nonce", PACE_STEP2_dec_nonce(terminal, secret, came));
    BUF_MEM_free(came);

    came = step(card, outcome, 0x81, PACE_STEP3A_generate_mapping_data(terminal));
    if (!came)
        return NULL;
    done("PACE_STEP3A_map_generator", PACE_STEP3A_map_generator(terminal, came));
    BUF_MEM_free(came);

    BUF_MEM *key = step(card, outcome, 0x83, PACE_STEP3B_generate_ephemeral_key(terminal));
    if (!key)
        return NULL;
    done("compute_shared_secret", PACE_STEP3B_compute_shared_secret(terminal, key));
    done("PACE_STEP3C_derive_keys", PACE_STEP3C_derive_keys(terminal));

    came = step(card, outcome, 0x85, PACE_STEP3D_compute_authentication_token(terminal, key));
    if (came) {
        done("the card's token", PACE_STEP3D_verify_authentication_token(terminal, came));
        done("EAC_CTX_set_encryption_ctx", EAC_CTX_set_encryption_ctx(terminal, EAC_ID_PACE));
        BUF_MEM_free(card->identity);
        card->identity = EAC_Comp(terminal, EAC_ID_PACE, key);
    }
    BUF_MEM_free(key);
    BUF_MEM_free(came);
    return came ? terminal : NULL;
}

struct pace_outcome pace_run(struct card *card, enum s_type type, const char *password,
    const BUF_MEM *authorization)
{
    struct pace_outcome outcome = { 0, 0, 0 };
    EAC_CTX *terminal = EAC_CTX_new();
    PACE_SEC *secret = PACE_SEC_new(password, strlen(password), type);
    if (!card->access)
        fail("EF.CardAccess has not been read");
    if (!terminal || !secret)
        fail("no memory");
    done("EAC_CTX_init_ef_cardaccess",
        EAC_CTX_init_ef_cardaccess((const unsigned char *)card->access->data, card->access->length,
            terminal));
    outcome.environment = set_environment(card, terminal, type, authorization);
    int goes_on = outcome.environment == SUCCESS || outcome.environment >> 4 == 0x63C;
    EAC_CTX *session = goes_on ? steps(card, &outcome, terminal, secret) : NULL;
    if (session)
        card_begin_session(card, session);
    else
        EAC_CTX_clear_free(terminal);
    PACE_SEC_clear_free(secret);
    return outcome;
}
