//! The answer to a proof is lost on its way: the card has taken it.

use super::hostile::{COMMANDS, ObservedCard};
use super::*;

/// Loses the answer to the first proof of a key.
struct ProofLossReader<'a> {
    card: &'a mut VirtualCard,
    lost: bool,
    /// LOG OUT came behind it.
    logged_out: bool,
}

const PROOF: u8 = 0x82;
const LOG_OUT: u8 = 0x2E;

impl Reader for ProofLossReader<'_> {
    passes_on!();

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ReaderError> {
        let answer = self.card.transmit(command)?;
        if command[1] == PROOF && command.len() > 5 && !self.lost {
            assert!(answer.ends_with(&[0x90, 0x00]));
            self.lost = true;
            return Err(ReaderError::NoStatus(self.name().to_owned()));
        }
        self.logged_out |= self.lost && command[1] == LOG_OUT;
        Ok(answer)
    }
}

#[test]
fn a_proof_whose_answer_was_lost_is_dropped() {
    let mut victim = ObservedCard::new();
    for (name, work) in COMMANDS {
        if name == "issue" {
            continue;
        }
        victim.card.reset().unwrap();
        let mut lossy = ProofLossReader { card: &mut victim.card, lost: false, logged_out: false };
        let rng = &mut UnwrapErr(SysRng);
        let register: &mut dyn Register = &mut victim.register;
        let mut counter = Counter { authority: authority(), register, rng, now: now() };
        let done = work(&mut Session::new(&mut lossy), &mut counter, &victim.library);
        assert!(done.is_err() && lossy.lost, "{name}");
        assert!(lossy.logged_out, "{name}");
    }
}
