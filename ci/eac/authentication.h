/* Terminal and chip authentication, version 2 (TR-03110 part 2, 3.3 and 3.4), the terminal's side,
 * inside the session that PACE has opened. Each gives the status word that it ended with. */

#ifndef AUTHENTICATION_H
#define AUTHENTICATION_H

#include "card.h"

/* The certificates go from the one that the card's trust anchor has issued to the terminal's own;
 * the key, a PKCS#8 structure, is the terminal's. */
unsigned authenticate_terminal(struct card *card, const BUF_MEM *key, char *const *certificates,
    int count);
/* With the card's public key, a point. A wrong token of the card ends the program. */
unsigned authenticate_chip(struct card *card, const BUF_MEM *public_key);

#endif
