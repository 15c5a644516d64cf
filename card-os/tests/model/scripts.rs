//! Sequences that chance would hardly ever make: the steps of an authentication, a signature and
//! its verification, turns of fortune. What is chosen on the way is random.

use card_os_testing::card::IDENTITY;
use test_vectors::grammar::Choices as _;
use test_vectors::mac::aes_cmac;
use test_vectors::pace::{bytes_of, password, set_password, step_command, step_data};
use test_vectors::rng::TestRng;
use test_vectors::scenario;
use test_vectors::world::keys;

use super::moves::Pair;

/// What happens to the PIN 0015 of DF D103, on two channels, and to the EF 0019 that it opens.
const PIN_LIFE: [&[&str]; 14] = [
    &["00 24 01 95 [\"1111\"]"],
    &["00 20 00 95 [\"1111\"]"],
    &["01 20 00 95 [\"1111\"]", "01 B0 99 00 00"],
    &["00 20 00 95 [\"9999\"]"],
    &["00 20 00 95 [\"9999\"]", "00 20 00 95 [\"9999\"]"],
    &["00 26 01 95"],
    &["00 28 01 95"],
    &["00 04 02 00 [0015]"],
    &["00 44 02 00 [0015]"],
    &["00 B0 99 00 00"],
    &["01 B0 99 00 00"],
    &["00 E4 02 00 [0015]"],
    // The rest of an answer is there for its channel alone.
    &["00 A4 00 04 [D103] 04", "01 C0 00 00 00"],
    &["01 A4 00 04 [D103] 04", "01 C0 00 00 00"],
];

impl Pair {
    /// What does not belong between the parts of a chain.
    pub(crate) fn break_chain(
        &mut self,
        part: &[u8],
        last: &[u8],
        rng: &mut TestRng,
    ) -> Result<(), String> {
        let mut between = part.to_vec();
        // Another channel, another family, an Le field, another instruction or parameter.
        match rng.below(6) {
            0 => between[0] ^= 0x01,
            1 => between[0] ^= 0x80,
            2 => between.push(0x00),
            at => between[at - 2] ^= 0x01,
        }
        for command in [part, &between, last] {
            self.say(command, true)?;
        }
        Ok(())
    }

    /// A signature made and verified, over a hash code that is given or made on the card.
    pub(crate) fn sign_and_verify(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let key = [0x81, 0x82, 0x88, 0x97][rng.below(4)];
        self.send(&[0x00, 0x22, 0xC1, 0xB6, 0x03, 0x84, 0x01, key])?;
        let given = rng.below(2) == 0;
        let hash: Vec<u8> = if given { rng.bytes(32) } else { Vec::new() };
        let hashes = [&[0x00, 0x2A, 0x90, 0x80, 0x07][..], b"message"].concat();
        let compute = [&[0x00, 0x2A, 0x9E, 0x9A][..], &[32][..usize::from(given)], &hash, &[0x00]];
        if !given {
            self.send(&hashes)?;
        }
        let mut answer = self.say(&compute.concat(), true)?;
        if !given {
            self.send(&hashes)?;
        }
        answer.truncate(answer.len() - 2);
        if rng.below(4) == 0
            && let Some(last) = answer.last_mut()
        {
            *last ^= 1;
        }
        let long = u16::try_from(answer.len()).unwrap().to_be_bytes();
        let mut data = [&[0x9E, 0x82], &long[..], &answer].concat();
        if given {
            data.extend([&[0x9A, 32], &hash[..]].concat());
        }
        let long = u16::try_from(data.len()).unwrap().to_be_bytes();
        let command = [&[0x00, 0x2A, 0x00, 0xA8, 0x00], &long[..], &data].concat();
        self.send(&command).map(drop)
    }

    /// PACE by who knows no password: as far as the tokens, or until it goes wrong.
    pub(crate) fn pace(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let number = [password::CAN, password::PIN, password::PIN, password::PUK][rng.below(4)];
        let point = base_point();
        let steps = [
            vec![0x7C, 0x00],
            step_data(0x81, &point),
            step_data(0x83, &point),
            step_data(0x85, &rng.bytes(8)),
        ];
        self.send(&set_password(number, &[]))?;
        for step in steps {
            let mut command = step_command(&step);
            match rng.below(24) {
                // Another channel, instruction or key; what is no point, or no template.
                0 => command[0] ^= 0x01,
                1 => command[1] ^= 0x01,
                2 => command[3] = 0x84,
                3 => *command.iter_mut().nth_back(1).unwrap() ^= 1,
                4 => {
                    let between = ["00FF0000", "00A40000023F", "0084000008", "0184000010"];
                    self.send(&hex::decode(between[rng.below(between.len())]).unwrap())?;
                }
                _ => {}
            }
            self.send(&command)?;
        }
        Ok(())
    }

    /// The steps of GENERAL AUTHENTICATE or MUTUAL AUTHENTICATE with an AES key of DF D103, which
    /// is named in P2 or in the security environment.
    pub(crate) fn both_ways(&mut self, rng: &mut TestRng) -> Result<(), String> {
        const NONCE: [u8; 8] = *b"RND.IFD.";
        let key = &keys::MUTUAL_KEY;
        let (ins, form) = (0x86 + rng.below_u8(2), rng.below(4));
        let reference = [0x84, 0x84, 0x8D, 0x8E][rng.below(4)];
        let p2 = [reference, 0x00][rng.below(2)];
        if p2 == 0x00 {
            self.send(&[0x00, 0x22, 0x81, 0xA4, 0x03, 0x83, 0x01, reference])?;
        }
        let first: &[u8] = match form {
            0 | 3 => &[0x00, 0x84, 0x00, 0x00, 0x10],
            1 => &[0x00, ins, 0x00, p2, 0x04, 0x7C, 0x02, 0x81, 0x00, 0x00],
            _ => &[0x00, ins, 0x00, p2, 0x04, 0x7C, 0x02, 0x80, 0x00, 0x00],
        };
        let mut challenge = self.say(first, true)?;
        challenge.truncate(challenge.len() - 2);
        let challenge = challenge.split_off(challenge.len().saturating_sub(16));
        let mac = |domain: u8, nonce: &[u8]| {
            let message = [&[domain], &IDENTITY.serial[..], &challenge, nonce].concat();
            aes_cmac(key, &message)
        };
        if rng.below(8) == 0 {
            // Whatever comes in between, the challenge is gone.
            let between = ["00FF0000", "00A40000023F", "0084000008", "0184000010", "00C0000000"];
            self.send(&hex::decode(between[rng.below(between.len())]).unwrap())?;
        }
        let second = match form {
            0 => [&[0x00, 0x82, 0x00, p2, 24], &NONCE[..], &mac(3, &NONCE), &[0x00]].concat(),
            3 => {
                let nonce = [NONCE; 2].concat();
                [&[0x00, 0x82, 0x01, p2, 32], &nonce[..], &mac(5, &nonce), &[0x00]].concat()
            }
            1 => [&[0x00, ins, 0x00, p2, 20, 0x7C, 18, 0x82, 16], &mac(1, &[])[..]].concat(),
            _ => [
                &[0x00, ins, 0x00, p2, 32, 0x7C, 30, 0x80, 16],
                &mac(3, &NONCE)[..],
                &[0x81, 8],
                &NONCE,
                &[0x82, 0x00, 0x00],
            ]
            .concat(),
        };
        self.say(&second, rng.below(2) == 0).map(drop)
    }

    /// Proves an AES key by reference, on the basic channel.
    pub(crate) fn authenticate(&mut self, reference: u8, key: &[u8; 16]) -> Result<(), String> {
        let mut challenge = self.send(&[0x00, 0x84, 0x00, 0x00, 0x10])?;
        challenge.truncate(16);
        let code = scenario::external_authentication(key, &IDENTITY.serial, &challenge);
        let mut command = vec![0x00, 0x82, 0x00, reference, 0x10];
        command.extend(code);
        self.send(&command).map(drop)
    }

    /// An environment is stored and restored; another key may be the current one in between.
    pub(crate) fn store_and_restore(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let stored = [0x85, 0x86][rng.below(2)];
        let set = |key: u8| [0x00, 0x22, 0x41, 0xB6, 0x03, 0x84, 0x01, key];
        self.select(&[0xD1, 0x03], rng)?;
        self.send(&set([0x81, 0x88][rng.below(2)]))?;
        self.send(&[0x00, 0x22, 0xF2, stored])?;
        match rng.below(4) {
            0 => drop(self.send(&[0x00, 0x22, 0xF3, 0x00])?),
            1 => drop(self.send(&set(0x82))?),
            2 => drop(self.send(&[0x00, 0xE4, 0x02, 0x00, 0x02, 0x00, 0x08])?),
            _ => drop(self.send(&[0x00, 0x22, 0xF4, stored])?),
        }
        self.send(&[0x00, 0x22, 0xF3, stored])?;
        let sign = [&[0x00, 0x2A, 0x9E, 0x9A, 32][..], &rng.bytes(32), &[0x00]].concat();
        self.say(&sign, true).map(drop)
    }

    /// A secret is agreed on, by the key for confidentiality or else that for key agreement.
    pub(crate) fn agree(&mut self, rng: &mut TestRng) -> Result<(), String> {
        self.select(&[0xD1, 0x03], rng)?;
        for template in [0xA6, 0xB8] {
            if rng.below(3) > 0 {
                let key = [0x83, 0x83, 0x88][rng.below(3)];
                self.send(&[0x00, 0x22, 0x41, template, 0x03, 0x84, 0x01, key])?;
            }
        }
        let data = keys::agreement();
        let long = u8::try_from(data.len()).unwrap();
        self.say(&[&[0x00, 0x2A, 0x80, 0x86, long], &data[..], &[0x00]].concat(), true).map(drop)
    }

    /// Turns of fortune of a PIN.
    pub(crate) fn pin_life(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let parse = |notation: &str| scenario::bytes(notation).ok_or("no command");
        self.select(&[0xD1, 0x03], rng)?;
        let begin = ["00 70 00 01", "01 A4 08 0C [D103]", keys::MAKINGS[4], keys::MAKINGS[7]];
        for notation in begin.iter().chain(PIN_LIFE[0]) {
            self.send(&parse(notation)?)?;
        }
        for _ in 0..8 {
            for notation in PIN_LIFE[rng.below(PIN_LIFE.len())] {
                self.send(&parse(notation)?)?;
            }
        }
        Ok(())
    }

    /// Bytes around the boundaries of what a card keeps and looks at in one piece: strings of two
    /// letters are written, erased and found again.
    pub(crate) fn walk_bytes(&mut self, rng: &mut TestRng) -> Result<(), String> {
        const EDGES: [u16; 9] = [0, 32, 64, 128, 192, 256, 384, 512, 768];
        let near = |rng: &mut TestRng| {
            let edge = EDGES[rng.below(EDGES.len())];
            edge.saturating_sub(u16::from(rng.below_u8(6))).to_be_bytes()
        };
        if rng.below(3) == 0 {
            self.both_ways(rng)?;
        }
        self.select(&[0xD1, 0x03, 0x44, [0x02, 0x03][rng.below(2)]], rng)?;
        for _ in 0..8 {
            let ins = [0xB0, 0xD0, 0xD6, 0xD6, 0xA0, 0xA0, 0x0E][rng.below(7)];
            let [p1, p2] = near(rng);
            let (count, letter) = (1 + rng.below(8), [b'a', b'b'][rng.below(2)]);
            let string = match rng.below(2) {
                0 => b"needle".to_vec(),
                _ => vec![letter; count],
            };
            let data = match ins {
                0xB0 => Vec::new(),
                0x0E if rng.below(8) == 0 => Vec::new(),
                0x0E => near(rng).to_vec(),
                _ => string,
            };
            let long = [u8::try_from(data.len()).unwrap()];
            let long = if data.is_empty() { &[][..] } else { &long[..] };
            let end: &[u8] = if matches!(ins, 0xB0 | 0xA0) { &[0x00] } else { &[] };
            self.send(&[&[0x00, ins, p1, p2][..], long, &data, end].concat())?;
        }
        Ok(())
    }

    /// A walk along records: by number, by identifier, from the current one on.
    pub(crate) fn walk(&mut self, rng: &mut TestRng) -> Result<(), String> {
        let file = [0x0C, 0x0F, 0x1C][rng.below(3)];
        if rng.below(3) == 0 {
            self.both_ways(rng)?;
        }
        self.select(&[0xD1, 0x03, 0x00, file], rng)?;
        for _ in 0..8 {
            let ins = [0xB2, 0xB2, 0xB2, 0xD2, 0xDC, 0xDD, 0xE2, 0x0C][rng.below(8)];
            let short = [0x00, 0x00, file << 3][rng.below(3)];
            let content = [rng.below_u8(3), rng.byte(), 3, 4, 5, 6, 7, 8];
            let (p1, p2) = (rng.below_u8(3), [0, 1, 2, 3, 4, 4][rng.below(6)]);
            let (p1, p2, data): (u8, u8, &[u8]) = match ins {
                0xB2 => (p1, p2, &[]),
                0xDD => (p1, 4 + rng.below_u8(4), &[0x54, 0x01, 0x01, 0x53, 0x02, 0xAA, 0xBB]),
                0xE2 => (0, 0, &content),
                0x0C => (p1, 4, &[]),
                _ => (p1, p2, &content),
            };
            let header = [0x00, ins, p1, short | p2];
            let end: &[u8] = if ins == 0xB2 { &[0x00] } else { &[] };
            let long = [u8::try_from(data.len()).unwrap()];
            let long = if data.is_empty() { &[][..] } else { &long[..] };
            self.send(&[&header[..], long, data, end].concat())?;
        }
        Ok(())
    }
}

fn base_point() -> Vec<u8> {
    bytes_of(&p256::ProjectivePoint::GENERATOR)
}
