/* MUTUAL AUTHENTICATE with the administrator key (SPEC.md, Authentication): to prepare a card. */

#ifndef ADMINISTRATOR_H
#define ADMINISTRATOR_H

#include "card.h"

/* Ends the program when the card refuses, or does not prove that it has the key. */
void administrator_authenticate(struct card *card, const BUF_MEM *key);
/* The same with P1 01, which opens a session. */
void administrator_open_session(struct card *card, const BUF_MEM *key);

#endif
