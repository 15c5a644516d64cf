//! What a conversation knows of its card, and when it forgets it.

use super::*;

#[test]
fn what_is_selected_is_known_of_a_card_that_nobody_shares() {
    let mut card = Script::new(Protocol::T1, false, &[TEXT]);
    let mut session = Session::new(&mut card);
    assert_eq!(session.application(), None);
    assert_eq!(select_text(&mut session), Some(ApplicationId::Text));
    drop(session);

    let mut card = Script::new(Protocol::T1, false, &[TEXT; 3]);
    card.alone = false;
    let mut session = Session::new(&mut card);
    assert_eq!(select_text(&mut session), None, "another program may select another one");
    let mut alone = session.exclusive().unwrap();
    assert_eq!(alone.application(), None, "it may have done so before");
    assert_eq!(select_text(&mut alone), Some(ApplicationId::Text));
    drop(alone);
    assert_eq!(session.application(), None);
    assert_eq!(select_text(&mut session), None);
}

#[test]
fn what_is_selected_is_forgotten_with_the_card() {
    let text = Some(ApplicationId::Text);
    for (answer, known) in [
        ("01029000", text),
        ("6a88", text),
        // The card is taken out, answers nothing, half a status word, more than was asked for.
        (GONE, None),
        ("", None),
        ("90", None),
        ("01020304059000", None),
    ] {
        let mut card = Script::new(Protocol::T1, false, &[TEXT, answer, TEXT]);
        let mut session = Session::new(&mut card);
        assert_eq!(select_text(&mut session), text);
        let asked = session.request(GetData { tag: 0x45, ne: Ne::exactly(4) });
        assert_eq!(asked.is_ok(), answer == "01029000", "{answer}: {asked:?}");
        assert_eq!(session.application(), known, "{answer}");
        assert_eq!(select_text(&mut session), text);
    }
    for gone in [false, true] {
        let answers = if gone { &[TEXT, GONE] } else { &[TEXT, TEXT] };
        for how in 0..3 {
            let mut card = Script::new(Protocol::T1, false, answers);
            let mut session = Session::new(&mut card);
            assert_eq!(select_text(&mut session), text);
            let done = match how {
                0 => session.reset(),
                1 => session.exclusive().map(drop),
                _ => session.transmit(&[0x00, 0xA4, 0x00, 0x0C]).map(drop),
            };
            assert_eq!(done.is_err(), gone, "{how}");
            assert_eq!(session.application(), None, "{how}");
        }
    }
}

#[test]
fn what_is_learnt_in_an_exclusive_session_stays_known() {
    let mut card = Script::new(Protocol::T1, false, &["6a86", "9000"]);
    let mut session = Session::new(&mut card);
    let mut alone = session.exclusive().unwrap();
    let mut within = alone.exclusive().unwrap();
    assert_eq!(select_text(&mut within), Some(ApplicationId::Text));
    assert_eq!(within.dialect(), Dialect::Plain);
    drop(within);
    assert_eq!(alone.dialect(), Dialect::Plain);
    drop(alone);
    assert_eq!(session.dialect(), Dialect::Plain);
}

#[test]
fn behind_a_reset_may_be_another_card() {
    let mut card = Script::new(Protocol::T1, true, &[TEXT]);
    card.next = Some("3B00");
    let mut session = Session::new(&mut card);
    select_text(&mut session);
    assert_eq!((session.dialect(), session.card.known().extended), (Dialect::Full, true));
    session.reset().unwrap();
    assert_eq!((session.dialect(), session.card.known().extended), (Dialect::Unknown, false));
}

/// A real card is reset, and asked as before, unless another one may be there.
#[test]
fn a_card_is_logged_out_of_by_what_it_knows() {
    let log_out = |card: &mut Script, select: bool| {
        let mut session = Session::new(&mut *card);
        if select {
            select_text(&mut session);
        }
        files::log_out(&mut session).unwrap();
        let dialect = session.dialect();
        drop(session);
        (dialect, card.resets, card.asked.last().cloned())
    };
    let mut full = Script::new(Protocol::T1, false, &[TEXT, "9000"]);
    assert_eq!(log_out(&mut full, true), (Dialect::Full, 0, Some("002e0000".to_owned())));
    let plain = ["6a86", "9000"];
    let (dialect, resets, _) = log_out(&mut Script::new(Protocol::T1, false, &plain), true);
    assert_eq!((dialect, resets), (Dialect::Plain, 1));
    let mut other = Script::new(Protocol::T1, false, &plain);
    other.next = Some("3B80");
    let (dialect, resets, _) = log_out(&mut other, true);
    assert_eq!((dialect, resets), (Dialect::Unknown, 1));
    let unknown = log_out(&mut Script::new(Protocol::T1, false, &[]), false);
    assert_eq!(unknown, (Dialect::Unknown, 1, None));
}
