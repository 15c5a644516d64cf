test "$(jpki-cli crypto --auth stat)" = 3
test "$(jpki-cli crypto stat)" = 5
test "$(jpki-cli support stat)" = 3
