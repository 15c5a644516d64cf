/* Secure messaging (TR-03110 part 3, annex F) as a terminal does it: keys, counter, encryption and
 * checksums are libeac's, the data objects are made here. */

#ifndef MESSAGING_H
#define MESSAGING_H

#include <eac/eac.h>

/* The command APDU, secured with the keys and the counter of the context. */
BUF_MEM *messaging_wrap(EAC_CTX *session, const BUF_MEM *command);
/* The response APDU that is inside a secured one. A wrong checksum ends the program. */
BUF_MEM *messaging_unwrap(EAC_CTX *session, const BUF_MEM *answer);

#endif
