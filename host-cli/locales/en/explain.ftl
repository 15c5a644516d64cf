# What explanations say in the words of this program: each stands for that of the same name in
# juki-explain, which knows no commands of a program.
explain-legend = Data and Le: - absent, + there, (+) may be there, else how many bytes. What to do about an answer: juki explain { $example }
explain-status-more-available = Send GET RESPONSE with Le = SW2 (00: 256). juki does so by itself.
explain-status-data-may-be-corrupted = The card cannot load its memory. It says who it is (SELECT of the MF, GET DATA of tag 45) and nothing else; `juki doctor` says what to do.
explain-status-tries-left = Each wrong value costs a try, a right one gives all of them back; at 0 the PIN or key is blocked (6983). To MANAGE SECURITY ENVIRONMENT for PACE it is a warning; at 1 a PIN is suspended there: `juki explain pace`. `juki pin status` shows the tries of all PINs without spending one.
explain-status-memory-failure = The flash failed or what is stored there is damaged. Nothing was changed. `juki info` says what is still known of the card.
explain-status-wrong-length = The data field or Le is missing, too much, or of a length that no form of the command takes: see its forms, as in `juki explain read-record`.
explain-status-authentication-method-blocked = No try is left. A PIN is unblocked with its resetting code or by the issuer at the counter (`juki pin reset PIN --authority DIR`).
explain-status-file-not-found = There is no such file in the current DF. `select mf` begins at the top.
explain-status-incorrect-p1-p2 = P1-P2 is of no form of the command: see its forms, as in `juki explain read-record`.
explain-status-wrong-le = Send the same command again with Le = SW2. juki does so by itself.
