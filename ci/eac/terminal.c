/* A terminal that shares no code with this project: PACE, terminal and chip authentication and the
 * cryptography of secure messaging are OpenPACE's, the APDUs are made here.
 *
 * usage: terminal READER STEP...
 *
 * Each step is one argument, its words apart by blanks. A status word is what must come:
 *
 *   reset                                 resets the card, which ends a session
 *   administrator KEY                     MUTUAL AUTHENTICATE of the administrator key
 *   session KEY                           the same, which opens a session
 *   send COMMAND RESPONSE                 a whole APDU; RESPONSE is a status word, or data and
 *                                         status word, in hexadecimal digits
 *   clear COMMAND RESPONSE                the same, not secured: the terminal gives its session up
 *   card-access                           reads EF.CardAccess, by which PACE goes
 *   pace can|pin|mrz|puk PASSWORD SET END [CHAT]
 *                                         SET is of MANAGE SECURITY ENVIRONMENT, END of the last
 *                                         GENERAL AUTHENTICATE (0000: none is sent)
 *   terminal END KEY CERTIFICATE...       files of cvc-create
 *   generate REFERENCE                    a key pair of the card, whose public key is kept
 *   other-card                            the terminal signs for another card than this, or again
 *                                         for this
 *   forget-key                            chip goes on with another key than was signed
 *   chip END [POINT]                      with that public key, or with this
 *
 * One line a step. Exit code 0 when all came as it must.
 *
 * This file is under MIT or Apache-2.0, as the project is. It links libeac of OpenPACE, which is
 * under GPL-3 or later: the program that comes of it may be passed on under the GPL alone. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "administrator.h"
#include "authentication.h"
#include "bytes.h"
#include "pace.h"

enum { WORDS = 12, NAME = 24, SUCCESS = 0x9000, GENERATE_KEY_PAIR = 0x00468000 };

static unsigned status_word(const char *digits)
{
    char *end;
    unsigned long status = strtoul(digits, &end, 16);
    if (*end || strlen(digits) != 4)
        fail("a status word is not four digits");
    return (unsigned)status;
}

static BUF_MEM *hex(const char *digits)
{
    BUF_MEM *bytes = bytes_from_hex(digits);
    if (!bytes)
        fail("these are no hexadecimal digits");
    return bytes;
}

static void must_be(unsigned came, const char *wanted)
{
    if (came != status_word(wanted)) {
        printf(" but it must be %s\n", wanted);
        fail("a status word");
    }
}

static void with_key(struct card *card, char *const *words,
    void (*authenticate)(struct card *, const BUF_MEM *))
{
    BUF_MEM *key = hex(words[1]);
    authenticate(card, key);
    puts(words[0]);
    BUF_MEM_clear_free(key);
}

static void send(struct card *card, char *const *words, int count)
{
    if (count != 3)
        fail("send and clear are followed by COMMAND RESPONSE");
    BUF_MEM *command = hex(words[1]), *wanted = hex(words[2]);
    BUF_MEM *response = card_send(card, command);
    printf("%-*s %s: ", NAME, words[0], words[1]);
    bytes_print(response->data, response->length);
    if (wanted->length == 2)
        must_be(card_status(response), words[2]);
    else if (!bytes_equal(response, wanted)) {
        printf(" but it must be %s\n", words[2]);
        fail("a response");
    }
    putchar('\n');
    BUF_MEM_free(response);
    BUF_MEM_free(wanted);
    BUF_MEM_free(command);
}

static enum s_type password_type(const char *name)
{
    static const char *const names[] = { "mrz", "can", "pin", "puk" };
    for (int at = 0; at < 4; at++)
        if (strcmp(name, names[at]) == 0)
            return (enum s_type)(PACE_MRZ + at);
    fail("a password is mrz, can, pin or puk");
}

static void pace(struct card *card, char *const *words, int count)
{
    if (count != 5 && count != 6)
        fail("pace TYPE PASSWORD SET END [CHAT]");
    BUF_MEM *authorization = count == 6 ? hex(words[5]) : NULL;
    struct pace_outcome outcome
        = pace_run(card, password_type(words[1]), words[2], authorization);
    printf("pace %-*s environment %04X, step %d %04X", NAME - 5, words[1], outcome.environment,
        outcome.steps < 4 ? outcome.steps + 1 : 4, outcome.last);
    must_be(outcome.environment, words[3]);
    must_be(outcome.last, words[4]);
    puts(outcome.steps == 4 ? ": a session" : ": none");
    BUF_MEM_free(authorization);
}

static void terminal(struct card *card, char *const *words, int count)
{
    if (count < 4)
        fail("terminal END KEY CERTIFICATE...");
    BUF_MEM *key = bytes_from_file(words[2]);
    unsigned status = authenticate_terminal(card, key, words + 3, count - 3);
    printf("%-*s %04X", NAME, "terminal", status);
    must_be(status, words[1]);
    putchar('\n');
    BUF_MEM_clear_free(key);
}

static void chip(struct card *card, char *const *words, int count)
{
    if (count != 2 && count != 3)
        fail("chip END [POINT]");
    if (count == 2 && !card->public_key)
        fail("no public key of the card");
    BUF_MEM *point = count == 3 ? hex(words[2]) : bytes_copy(card->public_key);
    unsigned status = authenticate_chip(card, point);
    printf("%-*s %04X", NAME, "chip", status);
    must_be(status, words[1]);
    putchar('\n');
    BUF_MEM_free(point);
}

static void generate(struct card *card, char *const *words, int count)
{
    BUF_MEM *reference = count == 2 ? hex(words[1]) : NULL;
    if (!reference || reference->length != 1)
        fail("generate REFERENCE");
    unsigned char number = (unsigned char)reference->data[0];
    BUF_MEM *response = card_command(card, GENERATE_KEY_PAIR | number, NULL, 0);
    if (card_status(response) != SUCCESS)
        fail("a key pair");
    BUF_MEM *template = tlv_value(response->data, response->length - 2, 0x7F49);
    BUF_MEM_free(card->public_key);
    card->public_key = template ? tlv_value(template->data, template->length, 0x86) : NULL;
    if (!card->public_key)
        fail("a key pair without a public key");
    printf("%-*s ", NAME, "generate");
    bytes_print(card->public_key->data, card->public_key->length);
    putchar('\n');
    BUF_MEM_free(template);
    BUF_MEM_free(response);
    BUF_MEM_free(reference);
}

static void step(struct card *card, char *text)
{
    char *words[WORDS];
    int count = 0;
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        if (count == WORDS)
            fail("a step has too many words");
        words[count++] = word;
    }
    const char *name = count > 0 ? words[0] : "";
    if (strcmp(name, "reset") == 0) {
        card_reset(card);
        puts("reset");
    } else if (count == 2 && strcmp(name, "administrator") == 0) {
        with_key(card, words, administrator_authenticate);
    } else if (count == 2 && strcmp(name, "session") == 0) {
        with_key(card, words, administrator_open_session);
    } else if (strcmp(name, "send") == 0) {
        send(card, words, count);
    } else if (strcmp(name, "clear") == 0) {
        card_begin_session(card, NULL);
        send(card, words, count);
    } else if (strcmp(name, "card-access") == 0) {
        pace_read_access(card);
        printf("%-*s %zu bytes\n", NAME, name, card->access->length);
    } else if (strcmp(name, "pace") == 0) {
        pace(card, words, count);
    } else if (strcmp(name, "generate") == 0) {
        generate(card, words, count);
    } else if (strcmp(name, "terminal") == 0) {
        terminal(card, words, count);
    } else if (strcmp(name, "other-card") == 0 && card->identity) {
        card->identity->data[0] ^= 1;
        puts(name);
    } else if (strcmp(name, "forget-key") == 0) {
        card->has_ephemeral_key = false;
        puts(name);
    } else if (strcmp(name, "chip") == 0) {
        chip(card, words, count);
    } else {
        fail("there is no such step");
    }
}

int main(int count, char **words)
{
    struct card card = { 0 };
    if (count < 2)
        fail("usage: terminal READER STEP...");
    EAC_init();
    card_connect(&card, words[1]);
    for (int at = 2; at < count; at++)
        step(&card, words[at]);
    card_disconnect(&card);
    return 0;
}
