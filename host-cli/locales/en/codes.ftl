help-resident-assign = Gives a resident record code to everybody who has none: drawn at random, entered in the ledger, then written into the record. Killed at any moment and run again, nobody gets two.
arg-resident-assign-records = The records: a folder of JSON files, one file NAME.json, or a file of JSON lines
arg-resident-assign-codes = The municipality's folder of codes (`juki resident codes init` makes one)
arg-resident-assign-out = Where the records go, with those that stay as they are: a new folder, or a new file NAME.jsonl (of one record, also NAME.json); without it they are changed where they are, each whole or not at all
arg-resident-assign-only = Who gets one, of those who have none: foreign (residents), as on 8 July 2013
arg-resident-assign-day = The day that is entered; without it today
help-resident-codes = Resident record codes of a municipality: its blocks, and the ledger of who has which.
help-resident-codes-init = Makes a municipality's folder of codes, from the file of the blocks that were handed out to it.
arg-resident-codes-init-codes = The folder to make
arg-resident-codes-init-blocks = The blocks, a JSON file; docs/codes.md shows one
help-resident-codes-add = Takes further blocks; one that overlaps a block that is held is refused.
arg-resident-codes-add-codes = The municipality's folder of codes
arg-resident-codes-add-blocks = The blocks, a JSON file
help-resident-codes-status = Shows the blocks, how many codes of them are used, left and retired, and the checks of the last lines of ledger and journal.
arg-resident-codes-status-codes = The municipality's folder of codes
help-resident-codes-take = Takes codes into the ledger that stand in records and that it does not know: given out before there was a ledger, or by another municipality.
arg-resident-codes-take-codes = The municipality's folder of codes
arg-resident-codes-take-records = The records: a folder of JSON files, one file NAME.json, or a file of JSON lines
arg-resident-codes-take-day = The day that is entered; without it today
help-resident-codes-change = Gives the holder of a record another code, drawn at random; the earlier one is retired and never comes again.
arg-resident-codes-change-codes = The municipality's folder of codes
arg-resident-codes-change-record = The record, a JSON file; it gets the new code, and the change among its changes
arg-resident-codes-change-reason = Why: on-request (of the resident), or correction
arg-resident-codes-change-day = The day that is entered; without it today
help-resident-codes-verify = Verifies the ledger and the journal of letters line by line, and letters and records by the ledger.
arg-resident-codes-verify-codes = The municipality's folder of codes
arg-resident-codes-verify-records = The records: a folder of JSON files, one file NAME.json, or a file of JSON lines
arg-resident-codes-verify-check = A check of the ledger or the journal that `juki resident codes status` showed on an earlier day: shows that no line up to it was lost or altered; can be given more than once
help-resident-letters = The letters that tell residents of their codes.
help-resident-letters-list = Lists the letters and what has happened to them.
arg-resident-letters-list-codes = The municipality's folder of codes
arg-resident-letters-list-state = Only letters in this state
help-resident-letters-mark = Enters what happened to letters: posted, returned, reissued (another one is to be printed), delivered in person, or void (the resident died or moved out before it was posted).
arg-resident-letters-mark-event = posted, returned, reissued, delivered or void
arg-resident-letters-mark-letters = The numbers of the letters
arg-resident-letters-mark-codes = The municipality's folder of codes
arg-resident-letters-mark-day = The day of it; without it today
arg-resident-letters-mark-reason = Why they came back

expected-check = 64 hexadecimal digits, small letters
expected-letter = the number of a letter, as 000001
expected-register-number = 1 to 15 digits
error-records-several = { $path } holds the records of several residents.
todo-records-several = Say whose card is issued: juki issue --register-number NUMBER (宛名番号). Other commands take one record, a file of its own: a folder has one for each resident.
error-record-nowhere = { $path } has no record with this register number (宛名番号).
error-record-twice = { $path } has several records with this register number (宛名番号).
todo-record-number = Nothing was sent to the card. Check the number; juki resident check finds what is no record.
expected-blocks-file = a file of at most { $most } bytes
expected-blocks-version = 1, the version that is known
expected-blocks-municipality = six digits, the last their check digit
expected-blocks-one = at least one block
expected-blocks-digits = ten digits: a code without its check digit
expected-blocks-order = a block whose first code is not after its last
expected-blocks-name = one line of 1 to 100 characters, without spaces around it
expected-blocks-apart = a block that overlaps no other
expected-blocks-most = one of at most { $most } blocks

error-blocks = The blocks cannot be used: { $path } must be { $expected }.
todo-blocks = Nothing was changed. Mend the file of blocks, or ask who handed them out; docs/codes.md shows one.
error-blocks-of-another = The blocks are handed out to { $other }, the ledger is that of { $own }.
error-block-held = The blocks do not fit those that are held: each must be { $expected }.
error-chain-missing = There is no { $path }.
todo-chain-missing = Name the municipality's folder of codes; juki resident codes init makes one.
error-chain-exists = { $path } is there already.
todo-chain-exists = It stays as it is. Further blocks are taken by juki resident codes add.
error-chain-held = Another program writes to { $path }.
todo-chain-held = Wait until it has ended, and try again.
error-chain-form = { $path }: line { $line } is no line of such a file.
error-chain-check = { $path }: line { $line } does not fit its check. It was altered, or a line before it is lost.
error-chain-contradiction = { $path }: line { $line } contradicts the lines before it.
todo-chain-damaged = Nothing was changed, and nothing is given out by it. Put back the last copy in which juki resident codes verify finds nothing, and take in what records have since: juki resident codes take.
error-chain-failed = A line was not written. Nothing was given out by it.
todo-chain-failed = See that the disk has room and the files are whole (juki resident codes verify), and run it again.
error-chain-no-line = What was to be entered in { $path } is no line of such a file. Nothing was entered.
error-ledger-contradiction = What was to be entered contradicts the ledger: a code is used already, or somebody has one. Nothing was given out by it.
error-journal-contradiction = What was to be entered contradicts the journal of letters. Nothing was entered.
todo-log-contradiction = See that ledger, journal and records are whole (juki resident codes verify), and run it again.
error-journal-full = The journal of letters has no number left for another letter.
todo-journal-full = Nothing was entered. No more letters can be numbered in this folder of codes.
error-codes-exhausted = { $needed } codes are needed, and { $left } are left in the blocks.
todo-codes-exhausted = Nobody was given one. Take a further block: juki resident codes add.
error-ledger-earlier = The ledger has a code or a block of { $since }, which is later.
todo-ledger-earlier = Nothing was given out. Leave out --day, or give that day or a later one.
error-codes-none = This resident has no code that could be changed.
todo-codes-none = juki resident assign gives one to whoever has none.
error-codes-same-run = This resident was given a code in the same run already.
todo-codes-same-run = Nothing was changed. Change it in a run of its own.
error-codes-journal = The journal of letters is another municipality's than the ledger.
error-letter-not-given = The journal has letter { $number }, and the ledger has no line that gave out its code: one of the two was put back from an earlier day, or altered.
todo-codes-journal = Nothing was printed and nothing entered. Put back ledger and journal of one day, the last in which juki resident codes verify finds nothing, and take in what records have since: juki resident codes take.
error-codes-journal-left = { $path } is there without its ledger, and is not an empty one of this municipality.
todo-codes-journal-left = Nothing was made. Put back the ledger of the same day, or name another folder.
error-letter-before-code = A code that a letter is to tell was given out on { $since }, which is later.
error-chain-torn = { $path }: what stands behind its last whole line is no line (bytes: { $bytes }). Another program writes, or was interrupted, or the file has lost its end.
todo-chain-torn = When no other program writes, compare the records (--records): a code that stands in a record and not in the ledger shows that its end is lost; then put back the last copy, and juki resident codes take. Otherwise the next command that gives out codes or prints letters removes what is no line.
error-codes-check = { $path }: no line of ledger or journal has the check { $check }. Something before it was lost or altered.
todo-codes-check = Compare it with the copy of the day on which the check was kept.
error-day-to-come = { $day } is still to come.
todo-day-to-come = Give today or an earlier day.
error-folder-shared = Others can write to { $path }.
todo-folder-shared = Take that right from them (chmod go-w), or name a folder that is not there: it is made for you alone.
error-assign-out = { $path } is no empty folder.
todo-assign-out = Name a new folder, or a new file NAME.jsonl. What a killed run left can be removed: the ledger has the codes, and the same ones are written.
error-assign-findings = { $count } of { $all } records contradict the ledger or cannot be looked up in it. Nothing was written.
error-assign-record = The code is not changed: { $fault }.
todo-assign-findings = Mend the records that are named. Codes that the ledger does not know are taken in by juki resident codes take.
error-assign-altered = The record at { $place } was altered meanwhile.
todo-assign-altered = Run it again: codes that were given out stand in the ledger, and nobody gets two.
place-file = { $name }
place-line = line { $number }
assign-finding = { $place }: { $fault }.
fault-record = { $path } must be { $expected }
fault-written = written with its code it would not be read again: { $path } must be { $expected }
fault-no-number = it has no register_number (宛名番号), by which the ledger tells people apart; enter it
fault-number = its register_number must be 1 to 15 digits
fault-number-twice = an earlier record has the same register_number; one of them must go
fault-personal-number-twice = an earlier record has the same personal_number and another register_number; they are one resident's, and one of them must go
fault-municipality = it is another municipality's
fault-code = its record_code is none
fault-not-in-ledger = its record_code is not in the ledger
fault-code-twice = its record_code is not in the ledger and stands in an earlier record too
fault-of-another = the ledger says that its record_code is somebody else's
fault-has-another = the ledger has another record_code for this resident
fault-retired = its record_code is retired
verbose-assign = { $done ->
        [one] 1 record is done.
       *[other] { $done } records are done.
    }
note-chain-mended = { $path }: { $bytes ->
    [0] the last line had lost its end and has it again.
   *[other] a line that an interruption had left incomplete at the end (bytes: { $bytes }) was removed. Nothing had been given out by it.
}
assign-done =
    { $assigned ->
        [one] 1 code was given out in run { $run }.
       *[other] { $assigned } codes were given out in run { $run }.
    }
    { $completed ->
        [one] 1 record
       *[other] { $completed } records
    } got the code of an earlier run, { $same } had theirs, { $passed } were passed over.
codes-blocks = { $municipality } holds { $count ->
        [one] 1 block
       *[other] { $count } blocks
    } more with { $size } codes.
codes-status = { $municipality }: { $size } codes in blocks, { $used } used, { $left } left
codes-status-block = { "  " }{ $first } to { $last }, handed out on { $day } by { $by }: { $used } used, { $left } left
codes-status-people = { $held } people have a code, { $retired } codes are retired; last run: { $run }
codes-status-head = The ledger has { $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }; check of the last (keep it elsewhere): { $check }
codes-status-journal = The journal has { $letters ->
        [one] 1 letter
       *[other] { $letters } letters
    } in { $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }; check of the last (keep it elsewhere): { $check }
codes-status-remnant = At its end something is no line yet (bytes: { $bytes }): another program writes, or was interrupted.
codes-taken = { $taken ->
        [one] 1 code was taken in.
       *[other] { $taken } codes were taken in.
    }
codes-changed = { $path } has a new code. The earlier one is retired.
codes-change-completed = { $path } has the code that run { $run } drew for it on { $day }, which had not been written into it. No other was drawn: to change that one too, run it again.
codes-letter-void = Letter { $number } tells the earlier code and is void: keep it back and destroy it.
codes-verified = The ledger is whole: { $lines ->
        [one] 1 line
       *[other] { $lines } lines
    }, { $held } people with a code. So is the journal: { $letters } letters.
codes-verified-records = { $records ->
        [one] 1 record fits
       *[other] { $records } records fit
    } it: { $same } have their code, { $without } have none, { $unwritten } do not have it yet: run juki resident assign again.
letters-none = There is no such letter.
letter-line = { $number }  run { $run }  { $state }, { $day }
letter-line-replaces = { $number }  run { $run }  { $state }, { $day } (in place of { $earlier })
letter-line-reprints = { ", printed again: " }{ $times ->
        [one] once
       *[other] { $times } times
    }
letter-numbered = to be printed
letter-printed = printed
letter-posted = posted
letter-returned = returned ({ $reason })
letter-reissued = reissued
letter-delivered = delivered in person
letter-void = void (the code was changed, or the resident died or moved out)
return-unknown-address = nobody of that name there
return-moved = moved, no address left
return-refused = not accepted
return-not-collected = not collected in time
return-other = another reason
error-no-letter = There is no letter { $number }.
todo-letter = Nothing was entered. juki resident letters list shows the letters.
error-letter-twice = Letter { $number } is named twice.
todo-letter-again = Nothing was entered. Correct it and run it again.
error-letter-state = Letter { $number } is in the state “{ $state }”: this cannot happen to it.
todo-letter-state = Nothing was entered. docs/codes.md shows what can happen to a letter in each state.
error-letter-earlier = Something happened to letter { $number } on { $since }, which is later.
error-letter-code = The code that letter { $number } tells has been changed.
todo-letter-code = Nothing was entered. Keep the letter back and destroy it; the next letters that are printed tell the new code.
error-letter-reason = Only a letter that came back has a reason.
todo-letter-reason = Leave out --reason.
