/* Values of PACE, of a secured command and of chip authentication on P-256 with AES-128, in which
 * libeac is both sides: the published examples are on a brainpool curve. Each run draws new ones;
 * those that tests recompute are kept in test-vectors/eac.
 *
 * usage: vectors
 *
 * This file is under MIT or Apache-2.0, as the project is. It links libeac of OpenPACE, which is
 * under GPL-3 or later: the program that comes of it may be passed on under the GPL alone. */

#define OPENSSL_SUPPRESS_DEPRECATED

#include <stdio.h>
#include <string.h>

#include <eac/ca.h>
#include <eac/eac.h>
#include <eac/pace.h>
#include <eac/ta.h>

#include "bytes.h"
#include "messaging.h"

enum { P256 = 12 };

static void line(const char *name, const void *data, size_t length)
{
    printf("%-24s ", name);
    bytes_print(data, length);
    putchar('\n');
}

static BUF_MEM *shown(const char *name, BUF_MEM *bytes)
{
    if (!bytes)
        fail(name);
    line(name, bytes->data, bytes->length);
    return bytes;
}

static void done(const char *what, int outcome)
{
    if (outcome != 1)
        fail(what);
}

static void private_key(const char *name, EVP_PKEY *key)
{
    unsigned char bytes[32];
    const EC_KEY *pair = EVP_PKEY_get0_EC_KEY(key);
    if (!pair || BN_bn2binpad(EC_KEY_get0_private_key(pair), bytes, sizeof bytes) < 0)
        fail(name);
    line(name, bytes, sizeof bytes);
}

static void generator(const char *name, EVP_PKEY *key)
{
    unsigned char bytes[65];
    const EC_GROUP *group = EC_KEY_get0_group(EVP_PKEY_get0_EC_KEY(key));
    if (EC_POINT_point2oct(group, EC_GROUP_get0_generator(group), POINT_CONVERSION_UNCOMPRESSED,
            bytes, sizeof bytes, NULL) != sizeof bytes)
        fail(name);
    line(name, bytes, sizeof bytes);
}

static EAC_CTX *side(void)
{
    EAC_CTX *side = EAC_CTX_new();
    if (!side)
        fail("EAC_CTX_new");
    done("EAC_CTX_init_pace", EAC_CTX_init_pace(side, NID_id_PACE_ECDH_GM_AES_CBC_CMAC_128, P256));
    return side;
}

static void session_keys(const KA_CTX *keys)
{
    shown("shared-secret", keys->shared_secret);
    shown("encryption-key", keys->k_enc);
    shown("checksum-key", keys->k_mac);
}

static void pace(EAC_CTX *card, EAC_CTX *terminal, const PACE_SEC *secret)
{
    BUF_MEM *encrypted = shown("encrypted-nonce", PACE_STEP1_enc_nonce(card, secret));
    done("PACE_STEP2_dec_nonce", PACE_STEP2_dec_nonce(terminal, secret, encrypted));
    shown("nonce", terminal->pace_ctx->nonce);

    BUF_MEM *from_terminal = PACE_STEP3A_generate_mapping_data(terminal);
    BUF_MEM *from_card = PACE_STEP3A_generate_mapping_data(card);
    private_key("map-private-terminal", terminal->pace_ctx->static_key);
    shown("map-public-terminal", from_terminal);
    private_key("map-private-card", card->pace_ctx->static_key);
    shown("map-public-card", from_card);
    done("PACE_STEP3A_map_generator", PACE_STEP3A_map_generator(terminal, from_card));
    done("PACE_STEP3A_map_generator", PACE_STEP3A_map_generator(card, from_terminal));
    generator("mapped-generator", terminal->pace_ctx->ka_ctx->key);

    BUF_MEM *of_terminal = PACE_STEP3B_generate_ephemeral_key(terminal);
    BUF_MEM *of_card = PACE_STEP3B_generate_ephemeral_key(card);
    private_key("private-terminal", terminal->pace_ctx->ka_ctx->key);
    shown("public-terminal", of_terminal);
    private_key("private-card", card->pace_ctx->ka_ctx->key);
    shown("public-card", of_card);
    done("compute_shared_secret", PACE_STEP3B_compute_shared_secret(terminal, of_card));
    done("compute_shared_secret", PACE_STEP3B_compute_shared_secret(card, of_terminal));
    done("PACE_STEP3C_derive_keys", PACE_STEP3C_derive_keys(terminal));
    done("PACE_STEP3C_derive_keys", PACE_STEP3C_derive_keys(card));
    session_keys(terminal->pace_ctx->ka_ctx);

    BUF_MEM *token = PACE_STEP3D_compute_authentication_token(terminal, of_card);
    shown("token-terminal", token);
    done("token of the terminal", PACE_STEP3D_verify_authentication_token(card, token));
    token = PACE_STEP3D_compute_authentication_token(card, of_terminal);
    shown("token-card", token);
    done("token of the card", PACE_STEP3D_verify_authentication_token(terminal, token));
    done("EAC_CTX_set_encryption_ctx", EAC_CTX_set_encryption_ctx(terminal, EAC_ID_PACE));
}

/* Commands alone: an answer would be made by the code that reads it. */
static void secured_commands(EAC_CTX *terminal)
{
    static const struct { const char *name, *secured, *digits; } commands[] = {
        { "select", "select-secured", "00A4020C02011C" },
        { "read", "read-secured", "00B0000010" },
        { "read-odd", "read-odd-secured", "00B100000354010000" },
        { "get-challenge", "get-challenge-secured", "0084000008" },
    };
    for (size_t at = 0; at < sizeof commands / sizeof *commands; at++) {
        BUF_MEM *command = shown(commands[at].name, bytes_from_hex(commands[at].digits));
        shown(commands[at].secured, messaging_wrap(terminal, command));
        /* The answer's count. */
        done("EAC_increment_ssc", EAC_increment_ssc(terminal));
    }
}

static void chip_authentication(EAC_CTX *card, EAC_CTX *terminal)
{
    BUF_MEM *nonce = NULL, *token = NULL;
    int protocol = NID_id_CA_ECDH_AES_CBC_CMAC_128;
    done("EAC_CTX_init_ca", EAC_CTX_init_ca(card, protocol, P256));
    done("EAC_CTX_init_ca", EAC_CTX_init_ca(terminal, protocol, P256));
    /* The card's key pair is of the same kind as an ephemeral one. */
    if (!TA_STEP3_generate_ephemeral_key(card))
        fail("the card's key pair");
    BUF_MEM *compressed = TA_STEP3_generate_ephemeral_key(terminal);
    private_key("private-card", card->ca_ctx->ka_ctx->key);
    BUF_MEM *of_card = shown("public-card", CA_STEP2_get_eph_pubkey(card));
    private_key("private-terminal", terminal->ca_ctx->ka_ctx->key);
    BUF_MEM *of_terminal = shown("public-terminal", CA_STEP2_get_eph_pubkey(terminal));
    shown("compressed-terminal", compressed);
    done("compute_shared_secret", CA_STEP4_compute_shared_secret(card, of_terminal));
    done("compute_shared_secret", CA_STEP4_compute_shared_secret(terminal, of_card));
    done("CA_STEP5_derive_keys", CA_STEP5_derive_keys(card, of_terminal, &nonce, &token));
    shown("nonce", nonce);
    done("CA_STEP6_derive_keys", CA_STEP6_derive_keys(terminal, nonce, token));
    session_keys(terminal->ca_ctx->ka_ctx);
    shown("token-card", token);
}

int main(void)
{
    static const struct { const char *name, *digits; enum s_type type; } passwords[] = {
        { "can", "271828", PACE_CAN },
        { "pin", "3141", PACE_PIN },
    };
    EAC_init();
    puts("# Made by ci/eac/vectors.c; libeac of OpenPACE is both sides. P-256, AES-128.");
    for (size_t at = 0; at < sizeof passwords / sizeof *passwords; at++) {
        const char *digits = passwords[at].digits;
        EAC_CTX *card = side(), *terminal = side();
        PACE_SEC *secret = PACE_SEC_new(digits, strlen(digits), passwords[at].type);
        printf("\n[pace-%s]\n", passwords[at].name);
        line("password", digits, strlen(digits));
        pace(card, terminal, secret);
        secured_commands(terminal);
        printf("\n[chip-authentication-%s]\n", passwords[at].name);
        chip_authentication(card, terminal);
    }
    return 0;
}
