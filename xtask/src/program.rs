//! A program linked for bare metal, read from its instructions (ARMv6-M): its functions, and what
//! each of them calls (`BL`, a `B` that leaves its function, a call through a register).

use std::collections::{BTreeMap, BTreeSet};

/// Functions by their address: name and length in bytes.
pub(crate) type Functions = BTreeMap<u32, (String, u32)>;

/// What is of interest in an executable.
pub(crate) struct Program {
    pub(crate) functions: Functions,
    /// Where data begins and ends between instructions: address, and whether code follows.
    marks: BTreeMap<u32, bool>,
    /// Sections in memory: address, bytes, executable.
    sections: Vec<(u32, Vec<u8>, bool)>,
}

impl Program {
    /// Reads an executable (ELF, 32 bit, little-endian).
    pub(crate) fn read(elf: &[u8]) -> Option<Self> {
        let headers = section_headers(elf)?;
        let mut program =
            Self { functions: BTreeMap::new(), marks: BTreeMap::new(), sections: Vec::new() };
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

    /// The name of a function, as the linker has it.
    pub(crate) fn name(&self, function: u32) -> &str {
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

    /// A word of the program's memory.
    pub(crate) fn word(&self, address: u32) -> Option<u32> {
        self.sections
            .iter()
            .find_map(|(start, bytes, _)| word(bytes, address.checked_sub(*start)? as usize))
    }

    /// The functions whose address is kept somewhere: in tables of methods, among instructions.
    pub(crate) fn kept_addresses(&self) -> BTreeSet<u32> {
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

    /// The functions that a method of a trait object may be: those that stand in this place of some
    /// table of methods, which begins with drop, size and alignment; each with the first function
    /// of its table.
    pub(crate) fn methods(&self, place: u32) -> BTreeSet<(u32, u32)> {
        let is_table = |at: u32| {
            let fields = [0, 4, 8].map(|field| self.word(at.checked_add(field)?));
            let [Some(drop), Some(size), Some(align)] = fields else { return false };
            let drops = drop == 0 || drop & 1 == 1 && self.functions.contains_key(&(drop & !1));
            drops && size < 0x1_0000 && align.is_power_of_two() && align <= 16
        };
        let mut methods = BTreeSet::new();
        for (start, bytes, executable) in &self.sections {
            for at in (*start..).step_by(4).take(bytes.len() / 4) {
                let method = self.word(at).filter(|word| word & 1 == 1).map(|word| word & !1);
                let Some(method) = method.filter(|to| self.functions.contains_key(to)) else {
                    continue;
                };
                let data = !executable || !self.is_code(at);
                let table = at.checked_sub(place).filter(|table| data && is_table(*table));
                let first = table.and_then(|table| self.word(table.checked_add(12)?));
                methods.extend(first.map(|first| (first & !1, method)));
            }
        }
        methods
    }

    /// The instructions of a function: address, first and second half (the second is of the same
    /// instruction when the first says so).
    pub(crate) fn instructions(&self, function: u32) -> Vec<(u32, u16, u16)> {
        let Some((_, size)) = self.functions.get(&function) else { return Vec::new() };
        let end = function + size;
        let mut found = Vec::new();
        let mut at = function;
        while at < end {
            let Some(first) = self.half(at) else { break };
            if self.is_code(at) {
                found.push((at, first, self.half(at + 2).unwrap_or(0)));
            }
            at += if is_wide(first) { 4 } else { 2 };
        }
        found
    }

    /// What a function calls.
    pub(crate) fn calls(&self, function: u32) -> BTreeSet<Call> {
        let own = function..function + self.functions.get(&function).map_or(0, |(_, size)| *size);
        let mut calls = BTreeSet::new();
        let mut places = Places::default();
        for (at, first, second) in self.instructions(function) {
            let called = match short_branch_offset(first) {
                _ if is_wide(first) && second & 0xD000 == 0xD000 => {
                    Some((branch_link(first, second), true))
                }
                offset => offset.map(|offset| (offset, false)),
            };
            if let Some((offset, returns)) = called {
                let to = at.wrapping_add(4).wrapping_add(offset);
                if self.functions.contains_key(&to) && (returns || !own.contains(&to)) {
                    calls.insert(Call::Direct(to));
                }
            }
            // BLX.
            if first & 0xFF87 == 0x4780 {
                calls.insert(Call::Through(places.registers[usize::from(first >> 3 & 0xF)]));
            }
            places.step(first);
        }
        calls
    }
}

/// What an executable takes: bytes that are only read (code and constants), and static memory.
pub(crate) fn sizes(elf: &[u8]) -> Option<(u32, u32)> {
    let (mut read_only, mut memory) = (0_u32, 0_u32);
    for header in section_headers(elf)? {
        let (flags, size) = (*header.get(2)?, *header.get(5)?);
        // SHF_ALLOC; SHF_WRITE.
        let sum = if flags & 1 == 0 { &mut read_only } else { &mut memory };
        *sum = sum.checked_add(if flags & 2 == 0 { 0 } else { size })?;
    }
    Some((read_only, memory)).filter(|(read_only, _)| *read_only != 0)
}

/// The fields of each section header.
fn section_headers(elf: &[u8]) -> Option<Vec<Vec<u32>>> {
    let (table, size, count) = (word(elf, 32)?, half(elf, 46)?, half(elf, 48)?);
    (0..usize::from(count))
        .map(|index| {
            let at = table as usize + index * usize::from(size);
            (0..10).map(|field| word(elf, at + 4 * field)).collect()
        })
        .collect()
}

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Call {
    /// To this function.
    Direct(u32),
    /// Through a register; when that was loaded from a table of methods, the place in it.
    Through(Option<u32>),
}

/// From which place of a table the registers, and words on the stack, were loaded last, in the
/// order of the instructions.
#[derive(Default)]
struct Places {
    registers: [Option<u32>; 16],
    stored: BTreeMap<u8, Option<u32>>,
}

impl Places {
    /// Takes over what an instruction changes.
    fn step(&mut self, first: u16) {
        let (low, middle) = (usize::from(first & 7), usize::from(first >> 8 & 7));
        let [_, slot] = first.to_be_bytes();
        match first {
            // A call may change them.
            _ if is_wide(first) || first & 0xFF87 == 0x4780 => self.registers[..4].fill(None),
            // MOV, of any register.
            0x4600..=0x46FF => {
                let to = low | usize::from(first >> 4 & 8);
                self.registers[to] = self.registers[usize::from(first >> 3 & 0xF)];
            }
            // LDR (immediate): tables are read so, behind drop, size and alignment; not the stack
            // by its frame pointer, R7.
            0x6800..=0x6FFF => {
                let place = u32::from(first >> 6 & 0x1F) * 4;
                let is_table = place >= 12 && first >> 3 & 7 != 7;
                self.registers[low] = is_table.then_some(place);
            }
            // STR and LDR by SP.
            0x9000..=0x97FF => _ = self.stored.insert(slot, self.registers[middle]),
            0x9800..=0x9FFF => {
                self.registers[middle] = self.stored.get(&slot).copied().flatten();
            }
            _ => {
                if let Some(register) = written(first) {
                    self.registers[register] = None;
                }
            }
        }
    }
}

/// Whether an instruction has a second half.
fn is_wide(first: u16) -> bool {
    first >> 11 == 0b11110
}

/// The low register that an instruction changes, of those that are not looked at closer. Says none
/// too few.
fn written(first: u16) -> Option<usize> {
    let (low, middle) = (usize::from(first & 7), usize::from(first >> 8 & 7));
    match first >> 11 {
        // Shifts, additions, loads by two registers, loads of less than a word.
        0b00000..=0b00011 | 0b01010 | 0b01011 | 0b01111 | 0b10001 => Some(low),
        // Numbers of eight bits, loads by PC, addresses.
        0b00100..=0b00111 | 0b01001 | 0b10100 | 0b10101 => Some(middle),
        // Data processing; ADD, which reaches the high registers.
        0b01000 if first & 0x0400 == 0 => Some(low),
        0b01000 if first & 0x0300 == 0 => Some(low | usize::from(first >> 4 & 8)),
        // Extensions and reversals.
        0b10110 if first & 0x0F00 == 0x0200 => Some(low),
        0b10111 if first & 0x0F00 == 0x0A00 => Some(low),
        _ => None,
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
fn short_branch_offset(instruction: u16) -> Option<u32> {
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
    fn branches_are_read_as_the_assembler_writes_them() {
        // ARM DDI 0419: BL to the next instruction but one, and to itself; B to itself.
        assert_eq!(branch_link(0xF000, 0xF800), 0);
        assert_eq!(branch_link(0xF7FF, 0xFFFE), (-4i32).cast_unsigned());
        assert_eq!(short_branch_offset(0xE7FE), Some((-4i32).cast_unsigned()));
        assert_eq!(short_branch_offset(0xD1FC), Some((-8i32).cast_unsigned()));
        assert_eq!(short_branch_offset(0xBD10), None);
    }

    #[test]
    fn what_is_written_is_memory_and_what_is_not_loaded_is_nothing() {
        // Flags and size of: constants, code, data, memory that is zero, a table of symbols.
        let sections = [(0b010, 10), (0b110, 100), (0b011, 7), (0b011, 50), (0b000, 1000)];
        let mut elf = vec![0; 52];
        elf[32] = 52;
        elf[46] = 40;
        elf[48] = 5;
        for (flags, size) in sections {
            let fields = [0, 1, flags, 0, 0, size, 0, 0, 0, 0_u32];
            elf.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
        }
        assert_eq!(sizes(&elf), Some((110, 57)));
        assert_eq!(sizes(&elf[..elf.len() - 1]), None);
        elf[48] = 0;
        assert_eq!(sizes(&elf), None);
    }
}
