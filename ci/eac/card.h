/* A card in a reader of PC/SC, with or without a session of secure messaging. */

#ifndef CARD_H
#define CARD_H

#include <stdbool.h>

#include <eac/eac.h>
#include <winscard.h>

struct card {
    SCARDCONTEXT service;
    SCARDHANDLE handle;
    DWORD protocol;
    /* Whose keys secure what is sent; NULL outside a session. */
    EAC_CTX *session;
    /* EF.CardAccess as it was read. */
    BUF_MEM *access;
    /* The card's key of the last PACE, compressed: who it is to terminal authentication. */
    BUF_MEM *identity;
    /* The card's static key for chip authentication, when it is known. */
    BUF_MEM *public_key;
    /* The session's context has a key for chip authentication. */
    bool has_ephemeral_key;
};

/* Ends the program when there is no card in the reader of this name. */
void card_connect(struct card *card, const char *reader);
/* The session ends with it. */
void card_reset(struct card *card);
void card_disconnect(struct card *card);
/* Sends a command in short length, secured in a session, and gives the plain response APDU. */
BUF_MEM *card_send(struct card *card, const BUF_MEM *command);
/* The same of a command that is put together here; le is -1 without an Le field. */
BUF_MEM *card_command(struct card *card, unsigned header, const BUF_MEM *data, int le);
/* The last two bytes of a response APDU. */
unsigned card_status(const BUF_MEM *response);
/* From now on what is sent is secured with other keys; those before are wiped. */
void card_begin_session(struct card *card, EAC_CTX *session);

#endif
