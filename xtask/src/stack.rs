//! The deepest stack of a program linked for bare metal, from its instructions (ARMv6-M): what a
//! function pushes and takes of the stack, and whom it calls. So it needs nothing but the program,
//! and sees the core library and the compiler's own functions as well, which `-Z emit-stack-sizes`
//! does not; what it says of the others is what that says.
//!
//! A call through a register that was loaded from a table of methods may go to every function that
//! stands in that place of such a table; any other, to every function whose address is kept
//! anywhere. To a crypto provider it goes only from the modules that ask one ([`PROVIDED`]): tables
//! of other traits have as many places. What a function takes is all that it ever takes, and a
//! call at its end counts as one inside. So the figure is rather too high than too low.
//!
//! Not seen: interrupts; a method that is called through a word that went through memory or another
//! function counts as any function whose address is kept, but nothing is known of one whose address
//! is calculated; and frames of a length that is not known when it is compiled, which Rust does not
//! have.

use std::collections::{BTreeMap, BTreeSet};

use crate::Failure;
use crate::program::{Call, Program};

/// The methods of a crypto provider.
const PROVIDER: &[&str] = &[
    "::Cipher::",
    "::GenericMapping::",
    "::Hash::",
    "::KeyAgreement::",
    "::KeyGeneration::",
    "::Mac::",
    "::Signature::",
];

/// The trait whose methods are the first in the table of all of them (`Crypto`).
const FIRST_OF_PROVIDER: &str = "::Hash::";

/// The modules of the card that ask a crypto provider. A test compares them with the sources.
const PROVIDED: &[&str] = &[
    "card_os::commands::authentication::",
    "card_os::commands::certificates::",
    "card_os::commands::chip_authentication::",
    "card_os::commands::jicsap::",
    "card_os::commands::keys::",
    "card_os::commands::operation::",
    "card_os::commands::pace::",
    "card_os::commands::signature::",
    "card_os::commands::terminal_authentication::",
    "card_os::crypto::pkcs1::",
    "card_os::key_derivation::",
    "card_os::secure_messaging::",
    "card_os::secure_messaging::agreement::",
];

/// What is compiled for them in another module, around what they give it.
const FOR_THEM: &[&str] = &["::SecretValue::mac"];

/// What in them knows the storage alone.
const STORED: &[&str] = &[
    "::certificates::Anchor::",
    "::certificates::find_anchor",
    "::chip_authentication::agrees",
    "::chip_authentication::find_key",
    "::keys::PublicValue::",
];

/// What is measured: the name that it has here, how the path of the function begins and ends, and
/// the most that it may take, in bytes.
const BUDGETS: &[(&str, &str, &str, u32)] = &[
    ("mount", "card_os::card::Card::", "::mount", 2_048),
    ("format", "card_os::card::Card::", "::format", 4_096),
    ("reset", "card_os::card::Card::", "::reset", 2_048),
    ("a command", "card_os::card::Card::", "::transmit", 6_656),
];

/// Where commands are told apart.
const DISPATCH: &str = "card_os::commands::dispatch";

/// Prints how deep the stack of an executable becomes, and compares it with the budgets.
pub(crate) fn check(elf: &[u8]) -> Result<(), Failure> {
    let stacks = Stacks::measure(elf)?;
    let dispatch = stacks.find(DISPATCH, "")?;
    println!("  stack in bytes, from each command's own function on:");
    for (name, bytes) in stacks.called_by(dispatch) {
        if let Some(name) = name.strip_prefix("card_os::commands::") {
            println!("  {bytes:6} {name}");
        }
    }
    let mut over = Vec::new();
    println!("  stack in bytes, all told:");
    for (name, begin, end, budget) in BUDGETS {
        let function = stacks.find(begin, end)?;
        let bytes = stacks.depth(function);
        println!("  {bytes:6} {name} (at most {budget})");
        if bytes > *budget {
            let way: Vec<String> = stacks
                .way(function)
                .iter()
                .map(|(name, frame)| format!("  {frame:6} {name}"))
                .collect();
            over.push(format!("{name} takes {bytes} bytes of stack, {budget} at most:"));
            over.extend(way);
        }
    }
    if over.is_empty() { Ok(()) } else { Err(over.join("\n")) }
}

/// A function and the deepest way below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Depth {
    /// Bytes, its own frame and what it calls.
    bytes: u32,
    /// The call that is deepest.
    next: Option<u32>,
}

/// The stack of a program.
struct Stacks {
    program: Program,
    frames: BTreeMap<u32, u32>,
    calls: BTreeMap<u32, BTreeSet<u32>>,
    depths: BTreeMap<u32, Depth>,
}

impl Stacks {
    /// Measures an executable.
    fn measure(elf: &[u8]) -> Result<Self, Failure> {
        let program = Program::read(elf).ok_or("what was linked does not read as an ELF file")?;
        let mut frames = BTreeMap::new();
        for function in program.functions.keys() {
            frames.insert(*function, frame(&program, *function)?);
        }
        let calls = calls(&program);
        let depths = deepest(&frames, &calls).map_err(|function| {
            let name = demangled(program.name(function));
            format!("{name} may call itself: its stack has no end")
        })?;
        Ok(Self { program, frames, calls, depths })
    }

    fn name(&self, function: u32) -> String {
        demangled(self.program.name(function))
    }

    fn depth(&self, function: u32) -> u32 {
        self.depths.get(&function).map_or(0, |depth| depth.bytes)
    }

    /// The function whose path begins and ends so.
    fn find(&self, begin: &str, end: &str) -> Result<u32, Failure> {
        let is_meant = |function: &&u32| {
            let name = self.name(**function);
            name.starts_with(begin) && name.ends_with(end)
        };
        let found = self.program.functions.keys().find(is_meant);
        found.copied().ok_or_else(|| format!("there is no {begin}..{end} in what was linked"))
    }

    /// What a function calls: paths and depths, the deepest first.
    fn called_by(&self, function: u32) -> Vec<(String, u32)> {
        let called = self.calls.get(&function).into_iter().flatten();
        let mut called: Vec<_> = called.map(|to| (self.name(*to), self.depth(*to))).collect();
        called.sort_by_key(|(name, bytes)| (std::cmp::Reverse(*bytes), name.clone()));
        called
    }

    /// The deepest way from a function: each step's path and frame.
    fn way(&self, function: u32) -> Vec<(String, u32)> {
        let mut next = Some(function);
        let mut way = Vec::new();
        while let Some(at) = next {
            way.push((self.name(at), self.frames.get(&at).copied().unwrap_or(0)));
            next = self.depths.get(&at).and_then(|depth| depth.next);
        }
        way
    }
}

/// The depth of every function, or one that may call itself.
fn deepest(
    frames: &BTreeMap<u32, u32>,
    calls: &BTreeMap<u32, BTreeSet<u32>>,
) -> Result<BTreeMap<u32, Depth>, u32> {
    fn visit(
        function: u32,
        frames: &BTreeMap<u32, u32>,
        calls: &BTreeMap<u32, BTreeSet<u32>>,
        depths: &mut BTreeMap<u32, Depth>,
        way: &mut Vec<u32>,
    ) -> Result<u32, u32> {
        if let Some(depth) = depths.get(&function) {
            return Ok(depth.bytes);
        }
        if way.contains(&function) {
            return Err(function);
        }
        way.push(function);
        let mut deepest = Depth::default();
        for called in calls.get(&function).into_iter().flatten() {
            let bytes = visit(*called, frames, calls, depths, way)?;
            if deepest.next.is_none() || bytes > deepest.bytes {
                deepest = Depth { bytes, next: Some(*called) };
            }
        }
        way.pop();
        deepest.bytes += frames.get(&function).copied().unwrap_or(0);
        depths.insert(function, deepest);
        Ok(deepest.bytes)
    }
    let mut depths = BTreeMap::new();
    for function in calls.keys() {
        visit(*function, frames, calls, &mut depths, &mut Vec::new())?;
    }
    Ok(depths)
}

/// Who may call whom.
fn calls(program: &Program) -> BTreeMap<u32, BTreeSet<u32>> {
    let taken = program.kept_addresses();
    let name_of = |function: u32| demangled(program.name(function));
    let providers: BTreeSet<u32> =
        taken.iter().copied().filter(|to| is_of(&name_of(*to), PROVIDER)).collect();
    // The card holds a provider by the table of all its traits, which begins with this one; those
    // of the others alone are there for who would take a part of it, and nobody does.
    let is_held = |(first, method): &(u32, u32)| {
        !providers.contains(method) || name_of(*first).contains(FIRST_OF_PROVIDER)
    };
    let mut methods: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut calls = BTreeMap::new();
    for function in program.functions.keys() {
        let mut called = BTreeSet::new();
        for call in program.calls(*function) {
            let through = match call {
                Call::Direct(to) => {
                    called.insert(to);
                    continue;
                }
                Call::Through(None) => &taken,
                Call::Through(Some(place)) => methods.entry(place).or_insert_with(|| {
                    let held = program.methods(place).into_iter().filter(is_held);
                    held.map(|(_, method)| method).collect()
                }),
            };
            let through = if through.is_empty() { &taken } else { through };
            let name = name_of(*function);
            let asks = is_of(&name, PROVIDED) || is_of(&name, FOR_THEM);
            if asks && !is_of(&name, STORED) {
                called.extend(through);
            } else {
                called.extend(through.difference(&providers));
            }
        }
        calls.insert(*function, called);
    }
    calls
}

fn is_of(name: &str, modules: &[&str]) -> bool {
    modules.iter().any(|module| name.contains(module))
}

/// What a function takes of the stack, in bytes.
fn frame(program: &Program, function: u32) -> Result<u32, Failure> {
    let instructions = program.instructions(function);
    frame_of(&instructions, |address| program.word(address))
        .map_err(|cause| format!("{}, {cause}", demangled(program.name(function))))
}

/// As [`frame`]: of instructions, in a memory.
fn frame_of(
    instructions: &[(u32, u16, u16)],
    word: impl Fn(u32) -> Option<u32>,
) -> Result<u32, Failure> {
    let mut bytes: u32 = 0;
    // Numbers that were loaded from among the instructions.
    let mut numbers: [Option<u32>; 8] = [None; 8];
    for (at, first, second) in instructions.iter().copied() {
        bytes += match first {
            // PUSH, SUB from SP.
            0xB400..=0xB5FF => 4 * (first & 0x1FF).count_ones(),
            0xB080..=0xB0FF => 4 * u32::from(first & 0x7F),
            // ADD a register to SP: a frame of more than 508 bytes, or its end.
            _ if first & 0xFF87 == 0x4485 => {
                let register = usize::from(first >> 3 & 0xF);
                let number = numbers.get(register).copied().flatten();
                let number = number.ok_or_else(|| format!("at {at:#x}: no number for SP"))?;
                if number.cast_signed() < 0 { number.wrapping_neg() } else { 0 }
            }
            // MSR to SP.
            0xF380..=0xF38F if matches!(second & 0xFF, 8 | 9) => {
                return Err(format!("at {at:#x}: it sets its stack itself"));
            }
            _ => 0,
        };
        // LDR from behind the instructions.
        if first >> 11 == 0b01001 {
            let from = (at & !3) + 4 + u32::from(first & 0xFF) * 4;
            numbers[usize::from(first >> 8 & 7)] = word(from);
        }
    }
    Ok(bytes)
}

/// The path in a mangled name (version 0), without what tells instances apart.
fn demangled(mangled: &str) -> String {
    let Some(rest) = mangled.strip_prefix("_R") else { return mangled.to_owned() };
    let bytes = rest.as_bytes();
    let mut path: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let skipped = |from: usize| {
            let end = bytes.iter().skip(from).position(|byte| *byte == b'_');
            end.map_or(bytes.len(), |end| from + end + 1)
        };
        match byte {
            b'0'..=b'9' => {
                let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let length: usize = rest[at..at + digits].parse().unwrap_or(0);
                let start = at + digits + usize::from(bytes.get(at + digits) == Some(&b'_'));
                path.extend(rest.get(start..start + length).filter(|name| !name.is_empty()));
                at = start + length;
            }
            // A disambiguator, a back reference, a number.
            b's' | b'B' | b'K' => at = skipped(at + 1),
            _ => at += 1,
        }
    }
    path.join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A function as LLVM begins and ends one with a large frame.
    #[test]
    fn a_frame_is_what_is_pushed_and_taken() {
        let small =
            [(0, 0xB5F0, 0), (2, 0xAF03, 0), (4, 0xB089, 0), (6, 0xB009, 0), (8, 0xBDF0, 0)];
        assert_eq!(frame_of(&small, |_| None), Ok(20 + 36), "PUSH of five, SUB SP, #36");
        // LDR R6, [PC, #8]; ADD SP, R6, and back again with the other sign.
        let large =
            [(0, 0xB5D0, 0), (2, 0x4E02, 0), (4, 0x44B5, 0), (6, 0x4C02, 0), (8, 0x44A5, 0)];
        let memory = |address: u32| match address {
            12 => Some(0u32.wrapping_sub(1280)),
            16 => Some(1280),
            _ => None,
        };
        assert_eq!(frame_of(&large, memory), Ok(16 + 1280));
        assert!(frame_of(&large, |_| None).is_err(), "what cannot be read is no small frame");
        assert!(frame_of(&[(0, 0xF380, 0x8808)], |_| None).is_err(), "MSR MSP");
    }

    #[test]
    fn the_deepest_way_is_not_the_longest() {
        let frames = [(1, 10), (2, 100), (3, 10), (4, 20)].into();
        let graph = |edges: &[(u32, &[u32])]| -> BTreeMap<u32, BTreeSet<u32>> {
            edges.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect()
        };
        let edges: &[(u32, &[u32])] = &[(1, &[2, 3]), (2, &[]), (3, &[4]), (4, &[])];
        let depths = deepest(&frames, &graph(edges)).unwrap();
        assert_eq!(depths[&1], Depth { bytes: 110, next: Some(2) });
        assert_eq!(depths[&3], Depth { bytes: 30, next: Some(4) });
        assert_eq!(deepest(&frames, &graph(&[(1, &[2]), (2, &[1])])), Err(1));
    }

    #[test]
    fn the_path_is_read_from_a_mangled_name() {
        for (mangled, path) in [
            (
                "_RNvNtNtCs5jS44ryxlf3_7card_os8commands4pins19reset_retry_counter",
                "card_os::commands::pins::reset_retry_counter",
            ),
            (
                "_RNvMs2_NtCs5jS44ryxlf3_7card_os4cardINtB5_4CardNtCslAUV_6panics5BoardKj400_E5mountBL_",
                "card_os::card::Card::panics::Board::mount",
            ),
            (
                "_RNvXNtNtCs5jS_7card_os6crypto8softwareNtB2_8SoftwareNtB4_9Signature6verify",
                "card_os::crypto::software::Software::Signature::verify",
            ),
            ("__aeabi_memcpy", "__aeabi_memcpy"),
        ] {
            assert_eq!(demangled(mangled), path);
        }
    }

    /// Given the sources of the card: whoever names a provider is known here, or calls through a
    /// register to it would be overlooked.
    #[test]
    fn the_modules_that_ask_a_provider_are_known() {
        let sources = crate::run::root().join("card-os/src");
        let mut asking = Vec::new();
        let mut folders = vec![sources.clone()];
        while let Some(folder) = folders.pop() {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                let asks =
                    ["cx.crypto", ".crypto.", "crypto: &mut dyn Crypto,", "crypto: &mut dyn Hash,"];
                if asks.iter().any(|word| text.contains(word)) {
                    let module = path.strip_prefix(&sources).unwrap().with_extension("");
                    let module = module.display().to_string().replace('/', "::");
                    asking.push(format!("card_os::{module}::"));
                }
            }
        }
        asking.sort();
        assert_eq!(asking, PROVIDED);
    }
}
