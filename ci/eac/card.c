#include "card.h"

#include "bytes.h"
#include "messaging.h"

enum { RESPONSE = 256 + 2 };

static void worked(LONG outcome, const char *what)
{
    if (outcome != SCARD_S_SUCCESS) {
        fprintf(stderr, "%s\n", pcsc_stringify_error(outcome));
        fail(what);
    }
}

void card_connect(struct card *card, const char *reader)
{
    worked(SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &card->service), "no pcscd");
    worked(SCardConnect(card->service, reader, SCARD_SHARE_EXCLUSIVE,
               SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card->handle, &card->protocol),
        reader);
}

void card_reset(struct card *card)
{
    card_begin_session(card, NULL);
    worked(SCardReconnect(card->handle, SCARD_SHARE_EXCLUSIVE,
               SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_RESET_CARD, &card->protocol),
        "reset");
}

void card_disconnect(struct card *card)
{
    card_begin_session(card, NULL);
    SCardDisconnect(card->handle, SCARD_RESET_CARD);
    SCardReleaseContext(card->service);
}

void card_begin_session(struct card *card, EAC_CTX *session)
{
    if (card->session != session)
        EAC_CTX_clear_free(card->session);
    card->session = session;
    card->has_ephemeral_key = false;
}

unsigned card_status(const BUF_MEM *response)
{
    const unsigned char *bytes = (const unsigned char *)response->data;
    return (unsigned)bytes[response->length - 2] << 8 | bytes[response->length - 1];
}

static BUF_MEM *transmit(struct card *card, const BUF_MEM *command)
{
    unsigned char response[RESPONSE];
    DWORD length = sizeof response;
    const SCARD_IO_REQUEST *form
        = card->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    worked(SCardTransmit(card->handle, form, (const unsigned char *)command->data, command->length,
               NULL, response, &length),
        "SCardTransmit");
    if (length < 2)
        fail("a response without a status word");
    return bytes_new(response, length);
}

/* With the rest of a long answer, which is asked for in the clear. */
static BUF_MEM *whole(struct card *card, const BUF_MEM *command)
{
    BUF_MEM *response = transmit(card, command);
    while (card_status(response) >> 8 == 0x61) {
        unsigned char rest[] = { 0, 0xC0, 0, 0, (unsigned char)card_status(response) };
        BUF_MEM *next = bytes_new(rest, sizeof rest);
        BUF_MEM *more = transmit(card, next);
        response->length -= 2;
        bytes_add(response, more->data, more->length);
        BUF_MEM_free(more);
        BUF_MEM_free(next);
    }
    return response;
}

BUF_MEM *card_send(struct card *card, const BUF_MEM *command)
{
    if (!card->session)
        return whole(card, command);
    BUF_MEM *wrapped = messaging_wrap(card->session, command);
    BUF_MEM *answer = whole(card, wrapped);
    BUF_MEM_free(wrapped);
    /* Nothing but a status word: the card has ended the session. */
    if (answer->length == 2) {
        card_begin_session(card, NULL);
        return answer;
    }
    BUF_MEM *plain = messaging_unwrap(card->session, answer);
    BUF_MEM_free(answer);
    return plain;
}

BUF_MEM *card_command(struct card *card, unsigned header, const BUF_MEM *data, int le)
{
    BUF_MEM *command = bytes_new(NULL, 0);
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes_add_byte(command, (unsigned char)(header >> shift));
    if (data && data->length > 0) {
        if (data->length > 0xFF)
            fail("a data field is longer than short length has room for");
        bytes_add_byte(command, (unsigned char)data->length);
        bytes_add(command, data->data, data->length);
    }
    if (le >= 0)
        bytes_add_byte(command, (unsigned char)le);
    BUF_MEM *response = card_send(card, command);
    BUF_MEM_free(command);
    return response;
}
