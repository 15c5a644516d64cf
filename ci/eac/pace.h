/* PACE (TR-03110 part 2, 3.2), the terminal's side. */

#ifndef PACE_STEP_H
#define PACE_STEP_H

#include "card.h"

#include <eac/pace.h>

/* Reads EF.CardAccess by its short identifier, from which PACE takes protocol and curve. */
void pace_read_access(struct card *card);

/* What the card said. */
struct pace_outcome {
    /* Of MANAGE SECURITY ENVIRONMENT: 63Cx says how many tries are left, and goes on. */
    unsigned environment;
    /* Of the last GENERAL AUTHENTICATE that was sent; 0 when none was. */
    unsigned last;
    /* How many GENERAL AUTHENTICATE succeeded: 4 opens a session. */
    int steps;
};

/* The template of the terminal's authorization (7F4C) may be NULL. A wrong token of the card ends
 * the program. */
struct pace_outcome pace_run(struct card *card, enum s_type type, const char *password,
    const BUF_MEM *authorization);

#endif
