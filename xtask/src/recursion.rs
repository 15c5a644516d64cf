//! No recursion on the card: the calls in what was linked for bare metal, as a graph, have no
//! way back. The stack of a card is small, and what a hostile data object nests would fill it.
//!
//! Calls are read from the instructions themselves (ARMv6-M: `BL`, a `B` that leaves its
//! function). A call through a register may go to every function whose address is kept anywhere
//! in the program.

use std::collections::{BTreeMap, BTreeSet};

use crate::Failure;

/// Functions by their address: name and length in bytes.
type Functions = BTreeMap<u32, (String, u32)>;

/// Checks an executable (ELF, 32 bit, little-endian); gives the numbers of functions and calls.
pub(crate) fn check(elf: &[u8]) -> Result<(usize, usize), Failure> {
    let program = Program::read(elf).ok_or("what was linked does not read as an ELF file")?;
    let calls = program.calls();
    let count = calls.values().map(BTreeSet::len).sum();
    match cycle(&calls) {
        None => Ok((program.functions.len(), count)),
        Some(cycle) => {
            let names: Vec<&str> = cycle.iter().map(|at| program.name(*at)).collect();
            Err(format!("functions that call themselves:\n  {}", names.join("\n  ")))
        }
    }
}

/// What is of interest in an executable.
struct Program {
    functions: Functions,
    /// Where data begins and ends between instructions: address, and whether code follows.
    marks: BTreeMap<u32, bool>,
    /// Sections in memory: address, bytes, executable.
    sections: Vec<(u32, Vec<u8>, bool)>,
}

impl Program {
    fn read(elf: &[u8]) -> Option<Self> {
        let (table, size, count) = (word(elf, 32)?, half(elf, 46)?, half(elf, 48)?);
        let mut program =
            Self { functions: BTreeMap::new(), marks: BTreeMap::new(), sections: Vec::new() };
        let headers: Vec<Vec<u32>> = (0..usize::from(count))
            .map(|index| {
                let at = table as usize + index * usize::from(size);
                (0..10).map(|field| word(elf, at + 4 * field)).collect()
            })
            .collect::<Option<_>>()?;
        let bytes = |header: &[u32]| {
            let (start, len) = (header[4] as usize, header[5] as usize);
            elf.get(start..start.checked_add(len)?)
        };
        for header in &headers {
            // SHT_PROGBITS with SHF_ALLOC.
            if header[1] == 1 && header[2] & 2 != 0 {
                program.sections.push((header[3], bytes(header)?.to_vec(), header[2] & 4 != 0));
            }
            // SHT_SYMTAB.
            if header[1] == 2 {
                let names = bytes(headers.get(header[6] as usize)?)?;
                program.symbols(bytes(header)?, names)?;
            }
        }
        (!program.functions.is_empty()).then_some(program)
    }

    fn symbols(&mut self, table: &[u8], names: &[u8]) -> Option<()> {
        for symbol in table.chunks_exact(16) {
            let (name, value, size) = (word(symbol, 0)?, word(symbol, 4)?, word(symbol, 8)?);
            let name = names.get(name as usize..)?.split(|byte| *byte == 0).next()?;
            let name = String::from_utf8_lossy(name).into_owned();
            match (symbol[12] & 0x0F, name.as_str()) {
                // STT_FUNC; the lowest bit says Thumb.
                (2, _) if size != 0 => _ = self.functions.insert(value & !1, (name, size)),
                (0, "$t") => _ = self.marks.insert(value, true),
                (0, "$d") => _ = self.marks.insert(value, false),
                _ => {}
            }
        }
        Some(())
    }

    fn name(&self, function: u32) -> &str {
        self.functions.get(&function).map_or("?", |(name, _)| name)
    }

    fn is_code(&self, address: u32) -> bool {
        self.marks.range(..=address).next_back().is_none_or(|(_, code)| *code)
    }

    fn half(&self, address: u32) -> Option<u16> {
        self.sections
            .iter()
            .find_map(|(start, bytes, _)| half(bytes, address.checked_sub(*start)? as usize))
    }

    /// The functions whose address is kept somewhere: in tables of methods, among instructions.
    fn taken(&self) -> BTreeSet<u32> {
        let mut taken = BTreeSet::new();
        for (start, bytes, executable) in &self.sections {
            for (value, at) in bytes.chunks_exact(4).zip((*start..).step_by(4)) {
                let value = word(value, 0).unwrap_or(0);
                let data = !executable || !self.is_code(at);
                if data && value & 1 == 1 && self.functions.contains_key(&(value & !1)) {
                    taken.insert(value & !1);
                }
            }
        }
        taken
    }

    /// Who calls whom.
    fn calls(&self) -> BTreeMap<u32, BTreeSet<u32>> {
        let taken = self.taken();
        let mut calls = BTreeMap::new();
        for (start, (_, size)) in &self.functions {
            let mut called = BTreeSet::new();
            let end = start + size;
            let mut at = *start;
            while at < end {
                let (Some(first), second) = (self.half(at), self.half(at + 2)) else { break };
                let wide = first >> 11 == 0b11110;
                if self.is_code(at) {
                    match second {
                        Some(second) if wide && second & 0xD000 == 0xD000 => {
                            called.insert(
                                at.wrapping_add(4).wrapping_add(branch_link(first, second)),
                            );
                        }
                        // BLX to a register.
                        _ if first & 0xFF87 == 0x4780 => called.extend(&taken),
                        _ => {}
                    }
                    let target = near(first).map(|offset| at.wrapping_add(4).wrapping_add(offset));
                    called.extend(target.filter(|to| !(*start..end).contains(to)));
                }
                at += if wide { 4 } else { 2 };
            }
            called.retain(|to| self.functions.contains_key(to));
            calls.insert(*start, called);
        }
        calls
    }
}

/// The offset of a `BL` (encoding T1), as two's complement.
fn branch_link(first: u16, second: u16) -> u32 {
    let (first, second) = (u32::from(first), u32::from(second));
    let sign = first >> 10 & 1;
    let (j1, j2) = (second >> 13 & 1, second >> 11 & 1);
    let (i1, i2) = (1 ^ j1 ^ sign, 1 ^ j2 ^ sign);
    let offset = sign << 24 | i1 << 23 | i2 << 22 | (first & 0x3FF) << 12 | (second & 0x7FF) << 1;
    if sign == 1 { offset | 0xFE00_0000 } else { offset }
}

/// The offset of a `B`, with a condition (T1) or without (T2).
fn near(instruction: u16) -> Option<u32> {
    let extended = |bits: u16, width: u32| {
        let shift = 32 - width;
        ((u32::from(bits) << shift).cast_signed() >> shift).cast_unsigned() << 1
    };
    match instruction >> 12 {
        0b1110 if instruction & 0x0800 == 0 => Some(extended(instruction & 0x7FF, 11)),
        0b1101 if instruction >> 8 & 0xE != 0xE => Some(extended(instruction & 0xFF, 8)),
        _ => None,
    }
}

/// A way from a function back to itself.
fn cycle(calls: &BTreeMap<u32, BTreeSet<u32>>) -> Option<Vec<u32>> {
    let mut done = BTreeSet::new();
    for root in calls.keys() {
        // The way to where we are, each step with the calls that are still to be followed.
        let mut way: Vec<(u32, Vec<u32>)> = Vec::new();
        let mut next = Some(*root);
        loop {
            if let Some(function) = next.take() {
                if let Some(at) = way.iter().position(|(on, _)| *on == function) {
                    return Some(way[at..].iter().map(|(on, _)| *on).collect());
                }
                if !done.contains(&function) {
                    let called = calls.get(&function).into_iter().flatten().copied().collect();
                    way.push((function, called));
                }
            }
            let Some((function, rest)) = way.last_mut() else { break };
            match rest.pop() {
                Some(called) => next = Some(called),
                None => {
                    done.insert(*function);
                    way.pop();
                }
            }
        }
    }
    None
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_is_found_and_a_diamond_is_none() {
        let graph = |edges: &[(u32, &[u32])]| {
            edges.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect()
        };
        assert_eq!(cycle(&graph(&[(1, &[2, 3]), (2, &[4]), (3, &[4]), (4, &[])])), None);
        assert_eq!(cycle(&graph(&[(1, &[1])])), Some(vec![1]));
        assert_eq!(cycle(&graph(&[(1, &[2]), (2, &[3]), (3, &[2])])), Some(vec![2, 3]));
    }

    #[test]
    fn branches_are_read_as_the_assembler_writes_them() {
        // ARM DDI 0419: BL to the next instruction but one, and to itself; B to itself.
        assert_eq!(branch_link(0xF000, 0xF800), 0);
        assert_eq!(branch_link(0xF7FF, 0xFFFE), (-4i32).cast_unsigned());
        assert_eq!(near(0xE7FE), Some((-4i32).cast_unsigned()));
        assert_eq!(near(0xD1FC), Some((-8i32).cast_unsigned()));
        assert_eq!(near(0xBD10), None);
    }
}
